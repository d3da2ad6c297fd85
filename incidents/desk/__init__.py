"""The workbench (工作台): queue, matter and context in three columns, for those who triage and those who handle."""
