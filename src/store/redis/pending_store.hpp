// Requests that wait for their person in Redis: "pending:{<SHA-256 of the code>}" is a hash,
// "pending_name:{<SHA-256 of the user code>}" leads to it, "pending_of:{<person>}" lists those of a
// person by their expiry, "pending_places:{<person>}:<client>" has those that take a place.
#pragma once

#include <tessera/oauth/pending_store.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

class PendingStore final : public oauth::PendingStore {
 public:
  explicit PendingStore(Client& client);
  [[nodiscard]] Task<> save(const Bytes& hash, const oauth::PendingRequest& request,
                            TimePoint now) override;
  [[nodiscard]] Task<oauth::Polled> poll(const Bytes& hash, const Uuid& client,
                                         TimePoint now) override;
  [[nodiscard]] Task<> settle(const Bytes& hash) override;
  [[nodiscard]] Task<bool> claim(const Bytes& hash, const std::string& answer,
                                 TimePoint now) override;
  [[nodiscard]] Task<bool> answer(const Bytes& hash,
                                  const std::optional<oauth::CodeRecord>& approved,
                                  TimePoint now) override;
  [[nodiscard]] Task<std::optional<oauth::FoundPending>> load(const Bytes& hash) override;
  [[nodiscard]] Task<bool> name(const Bytes& user_code_hash, const Bytes& hash,
                                seconds life) override;
  [[nodiscard]] Task<std::optional<Bytes>> find_named(const Bytes& user_code_hash) override;
  [[nodiscard]] Task<bool> admit(const Uuid& person, const Uuid& client, const Bytes& hash,
                                 int most, seconds life, TimePoint now) override;
  [[nodiscard]] Task<> enlist(const Uuid& person, const Bytes& hash, TimePoint expires,
                              TimePoint now) override;
  [[nodiscard]] Task<std::vector<oauth::FoundPending>> list(const Uuid& person,
                                                            TimePoint now) override;

 private:
  Client& client_;
  Script save_;
  Script poll_;
  Script settle_;
  Script claim_;
  Script answer_;
  Script admit_;
};

}  // namespace tessera::store::redis
