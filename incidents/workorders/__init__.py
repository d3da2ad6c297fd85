"""A hotline's work orders (热线工单) coming in as a sheet: each order is one report, however often the sheet comes."""
