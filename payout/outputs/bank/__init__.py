"""Payment files for a bank: in a form that a TOML file declares, and what they sum to, read back from their bytes."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.bank.form import SHIPPED, Form, read_form
    from payout.outputs.bank.matching import chosen_list, payable_files, payables_of, payment_of
    from payout.outputs.bank.payment import REASONS, Owed, Payable, Payment, Residual
    from payout.outputs.bank.write import (
        CLAWBACKS,
        LIST,
        RECORD,
        RESIDUALS,
        read_not_paid,
        read_residuals,
        write_amounts,
        write_payment,
    )
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "CLAWBACKS",
    "LIST",
    "REASONS",
    "RECORD",
    "RESIDUALS",
    "SHIPPED",
    "Form",
    "Owed",
    "Payable",
    "Payment",
    "Residual",
    "chosen_list",
    "payable_files",
    "payables_of",
    "payment_of",
    "read_form",
    "read_not_paid",
    "read_residuals",
    "write_amounts",
    "write_payment",
]
