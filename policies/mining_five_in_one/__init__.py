"""Five-in-one monthly appraisal of a mining company's sections: every section's and person's month and year."""
