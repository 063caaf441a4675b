// Connections of SCIM clients and their records in PostgreSQL.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/scim/connection.hpp>
#include <tessera/scim/user.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ScimConnectionStore final : public scim::ConnectionStore {
 public:
  ScimConnectionStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::optional<scim::Connection>> load(const Uuid& client) override;
  Task<std::vector<scim::Connection>> list(const std::optional<std::set<Uuid>>& units,
                                           const std::optional<Uuid>& after,
                                           std::size_t limit) override;
  Task<bool> save(const scim::Connection& connection, std::optional<std::int64_t> version,
                  const std::optional<Uuid>& by, TimePoint now, audit::Event event) override;
  Task<bool> save_token(const Uuid& client, const scim::BearerInfo& token, const Bytes& digest,
                        const std::optional<Uuid>& by, audit::Event event) override;
  Task<std::vector<scim::BearerInfo>> list_tokens(const Uuid& client) override;
  Task<bool> revoke_token(const Uuid& client, const Uuid& token, TimePoint now,
                          audit::Event event) override;
  Task<std::optional<Uuid>> find_token(const Bytes& digest, TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

class ScimUserStore final : public scim::UserStore {
 public:
  ScimUserStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<Saved> save(scim::UserChange& change) override;
  Task<std::optional<scim::UserRow>> find(const Uuid& client, const Uuid& id) override;
  Task<std::vector<scim::UserRow>> list(const Uuid& client, const std::optional<Uuid>& after,
                                        std::int64_t offset, std::int64_t limit) override;
  Task<std::int64_t> count(const Uuid& client) override;
  Task<std::vector<scim::UserRow>> match(const Uuid& client, std::string_view kind,
                                         std::span<const Bytes> values) override;
  Task<bool> link(const scim::Connection& connection, const Uuid& user, const Uuid& person,
                  TimePoint now, audit::Event event) override;
  Task<bool> set_invitation(const Uuid& client, const Uuid& user, const Uuid& invitation) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
