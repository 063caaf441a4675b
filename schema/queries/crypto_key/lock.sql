select lock_crypto_keys()
