"""The ledger (留痕): one append-only table in which every deed of the product is written with the deed itself."""
