"""Draw seconds against people: `python -m tests.performance.plot FIGURES SVG`."""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "payout"
import matplotlib.pyplot as plt  # noqa: E402 -- after the choice of what draws


def main() -> None:
    figures = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    figure, axes = plt.subplots(figsize=(8, 5))
    for place, (label, points) in enumerate(figures.items()):
        people, seconds = zip(*points, strict=True)
        axes.loglog(
            people,
            seconds,
            label=label.replace("`", ""),
            marker="osD^v<>px"[place % 9],
            linewidth=1.2,
            markersize=5,
        )
    axes.set_xlabel("people")
    axes.set_ylabel("seconds, median")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    figure.savefig(sys.argv[2], metadata={"Date": None}, bbox_inches="tight")


if __name__ == "__main__":
    main()
