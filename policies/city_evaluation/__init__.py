"""The city government's performance evaluation: counties and departments, scores, grades, excellent places."""
