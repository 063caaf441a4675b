select code, title, legal_basis, data_classes, version from purpose order by code
