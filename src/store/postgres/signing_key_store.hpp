// Signing keys of tokens.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/oauth/signing_keys.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class SigningKeyStore final : public oauth::SigningKeyStore {
 public:
  SigningKeyStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<std::vector<oauth::SigningKeyRow>> load_all() override;
  [[nodiscard]] Task<bool> publish(const oauth::SigningKeyRow& row, audit::Event event) override;
  [[nodiscard]] Task<bool> activate(const oauth::SigningKeyRow& row, TimePoint now,
                                    audit::Event event) override;
  [[nodiscard]] Task<bool> remove(const oauth::SigningKeyRow& row, TimePoint now,
                                  audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
