#include "store/postgres/client_store.hpp"

#include <map>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/runtime/log.hpp>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {
namespace {

std::optional<seconds> opt_seconds(const Row& row, int column) {
  const auto value = row.opt_integer(column);
  return value ? std::optional(seconds{*value}) : std::nullopt;
}

oauth::ClientProfile read_profile(const Row& row) {
  return {.name = row.string(0),
          .require_pkce = row.boolean(1),
          .refresh_rotates = row.boolean(2),
          .ends_with_session = row.boolean(3),
          .id_token_algs = row.texts(4),
          .auth_methods = row.texts(5),
          .require_par = row.boolean(10),
          .require_sender_constraint = row.boolean(11),
          .assertion_for_issuer_only = row.boolean(12),
          .request_algs = row.texts(13),
          .response_types = row.texts(14),
          .response_modes = row.texts(15),
          .request_life = seconds{row.integer(16)},
          .request_object_life = opt_seconds(row, 17),
          .code_life = seconds{row.integer(6)},
          .id_token_life = seconds{row.integer(7)},
          .access_token_life = seconds{row.integer(8)},
          .refresh_life = seconds{row.integer(9)}};
}

// One that cannot be read does not serve, and keeps nobody else from it.
oauth::Client read_client(const Row& row) {
  oauth::Client client{.id = row.uuid(0),
                       .registration = {},
                       .status = oauth::ClientStatus::suspended,
                       .created = row.time(3),
                       .updated = row.time(4),
                       .version = row.integer(5)};
  const auto status = oauth::parse_client_status(row.text(1));
  const auto json = codec::parse_json_object(row.text(2));
  auto registration = json ? oauth::parse_registration(*json)
                           : Result<oauth::ClientRegistration>(std::unexpected(json.error()));
  if (!status || !registration) {
    const auto* why = !status ? "status" : registration.error().id.c_str();
    runtime::log(runtime::Level::error, "client.unreadable",
                 {{"client", to_string(client.id)}, {"reason", why}});
    client.registration.name = to_string(client.id);
    return client;
  }
  client.status = *status;
  client.registration = std::move(*registration);
  return client;
}

}  // namespace

Task<std::int64_t> ClientStore::version() {
  co_return co_await pool_.run(
      [](Connection& db) { return db.exec(sql::client_version)[0].integer(0); });
}

Task<oauth::ClientSet> ClientStore::load_changed(std::int64_t since) {
  const auto now = clock_.now();
  co_return co_await pool_.run([now, since](Connection& db) {
    oauth::ClientSet set;
    // The version first: a change that slips in between shows as a version that moved.
    set.version = db.exec(sql::client_version)[0].integer(0);
    const auto profiles = db.exec(sql::client_profiles);
    for (std::size_t i = 0; i < profiles.size(); ++i)
      set.profiles.push_back(read_profile(profiles[i]));
    std::map<Uuid, std::vector<oauth::ClientSecret>> secrets;
    const auto rows = db.exec(sql::client_secrets, {now, since});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      secrets[row.uuid(0)].push_back({row.uuid(1), row.bytes(2), row.time(3), row.opt_time(4)});
    }
    const auto clients = db.exec(sql::client_load_changed, {since});
    for (std::size_t i = 0; i < clients.size(); ++i) {
      oauth::ClientRecord record{.client = read_client(clients[i])};
      record.secrets = std::move(secrets[record.client.id]);
      set.clients.push_back(std::move(record));
    }
    return set;
  });
}

Task<oauth::ClientSaved> ClientStore::save(const oauth::ClientChange& change) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto& c = change.client;
    const auto& r = c.registration;
    const auto sealed = journal_.seal(change.events);
    const MessageColumns m(change.messages, change.now);
    oauth::ClientSaved out;
    const auto unit = [&] {
      const auto rows = db.exec(
          sql::client_save,
          {journal_param(sealed->rows()), c.id, oauth::to_string(c.status), r.profile, r.name,
           r.home_uri, boost::json::serialize(oauth::to_json(r)), c.created, c.updated, c.version,
           change.new_secret ? Param(change.new_secret->id) : Param(nullptr),
           change.new_secret ? Param(change.new_secret->digest) : Param(nullptr),
           change.cut_secrets,
           r.permission_namespace.empty() ? Param(nullptr) : Param(r.permission_namespace),
           change.permissions, m.ids, m.kinds, bytes_array(m.payloads), m.dues});
      out.saved = !rows.empty();
      if (!out.saved && !r.permission_namespace.empty())
        out.namespace_taken =
            !db.exec(sql::client_namespace_taken, {r.permission_namespace, c.id}).empty();
      if (!out.saved || !change.revoke_grants) return;
      const std::vector<audit::SealedRow> none;  // the event of the change says it
      const auto ended = db.exec(sql::family_revoke, {journal_param(none), nullptr, c.id, nullptr,
                                                      nullptr, change.now, "client_inactive"});
      for (std::size_t i = 0; i < ended.size(); ++i) out.revoked.push_back(ended[i].uuid(0));
    };
    if (change.revoke_grants) {
      db.transaction(unit);
    } else {
      unit();
    }
    if (out.saved) sealed->committed();
    return out;
  });
}

}  // namespace tessera::store::postgres
