#include "store/postgres/registration_store.hpp"

#include <stdexcept>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

oauth::RegistrationTemplate read_template(std::string_view text) {
  const auto json = codec::parse_json_object(text);
  auto limits = json ? oauth::parse_registration_template(*json)
                     : Result<oauth::RegistrationTemplate>(std::unexpected(json.error()));
  if (!limits) throw std::runtime_error("initial access token: malformed template");
  return std::move(*limits);
}

oauth::InitialAccessToken read_token(const Row& row) {
  return {.id = row.uuid(0),
          .name = row.string(1),
          .limits = read_template(row.text(2)),
          .created = row.time(3),
          .expires = row.time(4),
          .uses = static_cast<int>(row.integer(5)),
          .max_uses = static_cast<int>(row.integer(6)),
          .revoked = row.opt_time(7)};
}

// The smallest version 7 UUID of an instant (RFC 9562 5.7).
Uuid first_id_of(TimePoint t) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch());
  Uuid id;
  for (int i = 0; i < 6; ++i)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms.count() >> (8 * (5 - i)));
  return id;
}

}  // namespace

Task<> RegistrationStore::save_token(const oauth::InitialAccessToken& token, const Bytes& digest,
                                     audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::registration_save_token,
            {journal_param(sealed->rows()), token.id, digest, token.name,
             boost::json::serialize(oauth::to_json(token.limits)), token.created, token.expires,
             token.max_uses});
    return 0;
  });
  sealed->committed();
}

Task<std::vector<oauth::InitialAccessToken>> RegistrationStore::list_tokens() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<oauth::InitialAccessToken> out;
    const auto rows = db.exec(sql::registration_list_tokens);
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_token(rows[i]));
    return out;
  });
}

Task<bool> RegistrationStore::revoke_token(const Uuid& id, TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::registration_revoke_token, {journal_param(sealed->rows()), id, now})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::optional<oauth::InitialAccessToken>> RegistrationStore::find_token(const Bytes& digest) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<oauth::InitialAccessToken> {
    const auto rows = db.exec(sql::registration_find_token, {digest});
    if (rows.empty()) return std::nullopt;
    return read_token(rows[0]);
  });
}

Task<bool> RegistrationStore::take_token(const Uuid& id, TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return !db.exec(sql::registration_take_token, {id, now}).empty(); });
}

Task<> RegistrationStore::save_client(const oauth::RegisteredClient& client) {
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::registration_save_client,
            {client.client, client.digest, client.initial_token, client.registered});
    return 0;
  });
}

Task<std::optional<oauth::RegisteredClient>> RegistrationStore::find_client(const Uuid& client) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<oauth::RegisteredClient> {
    const auto rows = db.exec(sql::registration_find_client, {client});
    if (rows.empty()) return std::nullopt;
    oauth::RegisteredClient out{.client = rows[0].uuid(0),
                                .digest = rows[0].bytes(1),
                                .initial_token = rows[0].opt_uuid(2),
                                .registered = rows[0].time(3)};
    if (out.initial_token) out.limits = read_template(rows[0].text(4));
    return out;
  });
}

Task<> RegistrationStore::remove_client(const Uuid& client) {
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::registration_remove_client, {client});
    return 0;
  });
}

Task<int> RegistrationStore::approvals_needed() {
  co_return co_await pool_.run([](Connection& db) {
    return static_cast<int>(db.exec(sql::registration_approvals_needed)[0].integer(0));
  });
}

Task<std::vector<Uuid>> RegistrationStore::unused_clients(TimePoint before) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<Uuid> out;
    const auto rows = db.exec(sql::registration_unused_clients, {before, first_id_of(before)});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].uuid(0));
    return out;
  });
}

}  // namespace tessera::store::postgres
