// States of access tokens in Redis: "jti:{...}" exists for a revoked one; "grant:{...}" is "0" for
// a revoked grant and "1" for one whose row was seen to live.
#pragma once

#include <tessera/oauth/code_store.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

class TokenStateStore final : public oauth::TokenStateStore {
 public:
  explicit TokenStateStore(Client& client) : client_(client) {}
  [[nodiscard]] Task<oauth::TokenState> load(std::string_view jti,
                                             const std::optional<Uuid>& grant) override;
  [[nodiscard]] Task<> revoke(std::string_view jti, seconds remember) override;
  [[nodiscard]] Task<> revoke_grants(const std::vector<Uuid>& grants, seconds remember) override;
  [[nodiscard]] Task<> note_living(const Uuid& grant, seconds remember) override;

 private:
  Client& client_;
};

}  // namespace tessera::store::redis
