"""Enterprise management by objectives: task books scored, corrected by satisfaction and daily appraisal, ranked."""
