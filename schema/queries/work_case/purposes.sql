select code, title, legal_basis, data_classes from purpose order by code
