select journal_months()
