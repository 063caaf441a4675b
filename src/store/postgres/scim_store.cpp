#include "store/postgres/scim_store.hpp"

#include <algorithm>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

using scim::UserRow;

std::vector<Uuid> read_ids(const std::vector<std::string>& texts) {
  std::vector<Uuid> out;
  for (const auto& text : texts) out.push_back(parse_uuid(text).value());
  return out;
}

UserRow read_user(const Row& row) {
  UserRow out{.id = row.uuid(0),
              .client = row.uuid(1),
              .unit = row.uuid(2),
              .person = row.opt_uuid(3),
              .active = row.boolean(4),
              .box = row.bytes(5),
              .created = row.time(6),
              .changed = row.time(7),
              .version = row.integer(8),
              .invitation = row.opt_uuid(11)};
  const auto ids = read_ids(row.texts(9));
  const auto names = row.texts(10);
  for (std::size_t i = 0; i < ids.size(); ++i) out.groups.push_back({ids[i], names[i]});
  return out;
}

std::vector<UserRow> read_users(const Rows& rows) {
  std::vector<UserRow> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_user(rows[i]));
  return out;
}

scim::Connection read_connection(const Row& row) {
  return {.client = row.uuid(0),
          .unit = row.uuid(1),
          .employer = row.string(2),
          .created = row.time(3),
          .version = row.integer(4)};
}

struct FingerprintColumns {
  std::vector<std::string> kinds;
  std::vector<Bytes> values;
  std::vector<Bytes> names;  // user names under every key

  explicit FingerprintColumns(std::span<const people::Fingerprint> fingerprints) {
    for (const auto& each : fingerprints) {
      kinds.push_back(each.kind);
      values.push_back(each.value);
      if (each.kind == "user_name")
        names.insert(names.end(), each.all_keys.begin(), each.all_keys.end());
    }
  }
};

// The row that takes the place of `old`.
people::Affiliation next_post(const Row& old, const scim::PostChange& change, TimePoint now) {
  people::Affiliation post{.employer = old.string(0),
                           .unit = old.uuid(1),
                           .post = old.string(2),
                           .sponsor = old.opt_uuid(3),
                           .starts = old.time(4),
                           .ends = old.opt_time(5)};
  using Kind = scim::PostChange::Kind;
  if (change.kind != Kind::end) post.unit = change.unit;
  if (change.kind == Kind::move && !change.post.empty()) post.post = change.post;
  if (change.kind == Kind::end && (!post.ends || now < *post.ends)) {
    post.starts = std::min(post.starts, now - std::chrono::microseconds(1));
    post.ends = now;
  }
  if (change.kind == Kind::resume && post.ends && *post.ends <= now) {
    const auto planned = old.opt_time(6);
    post.starts = now;
    post.ends = planned && now < *planned ? planned : std::nullopt;
  }
  return post;
}

// To another unit: what the person holds is reviewed there, as after a move by administration.
void start_review(Connection& db, const Uuid& person, const people::Move& move, TimePoint now) {
  (void)db.exec(sql::campaign_start_move, {person, move.campaign, now, move.due, move.message.id,
                                           move.message.kind, move.message.payload});
}

// Within the transaction that saved the record. Whoever comes back begins without roles, too.
void change_post(Connection& db, const scim::UserChange& change) {
  using Kind = scim::PostChange::Kind;
  auto person = change.row.person;
  if (change.post.kind == Kind::end) {
    const auto used = db.exec(sql::scim_revoke_invitation, {change.row.id});
    if (!person && !used.empty()) person = used[0].uuid(0);
  }
  if (change.post.kind == Kind::end || change.post.kind == Kind::resume)
    db.exec(sql::scim_leave_groups, {change.row.id});
  if (change.post.kind == Kind::none || !person) return;
  db.exec(sql::role_grant_lock_person, {*person});
  const auto old =
      db.exec(sql::scim_supersede_post, {*person, Param(change.post.units), change.now});
  if (old.empty()) return;
  const auto post = next_post(old[0], change.post, change.now);
  db.exec(sql::person_insert_affiliation, {*person, post.employer, post.unit, post.post,
                                           post.sponsor, post.starts, post.ends, change.now});
  if (change.post.review && old[0].uuid(1) != post.unit)
    start_review(db, *person, *change.post.review, change.now);
  if (change.post.kind != Kind::move)
    db.exec(sql::scim_end_grants, {*person, change.now, change.row.client});
}

std::vector<Param> save_params(const scim::UserChange& change, const audit::Sealed& sealed) {
  const auto& row = change.row;
  const FingerprintColumns f(change.fingerprints);
  const MessageColumns m(change.messages, change.now);
  return {journal_param(sealed.rows()),
          row.id,
          row.client,
          row.unit,
          row.person,
          row.active,
          row.box.empty() ? Param(nullptr) : Param(row.box),
          change.now,
          change.before,
          f.kinds,
          bytes_array(f.values),
          bytes_array(f.names),
          m.ids,
          m.kinds,
          bytes_array(m.payloads),
          m.dues};
}

}  // namespace

Task<std::vector<scim::Connection>> ScimConnectionStore::list(
    const std::optional<std::set<Uuid>>& units, const std::optional<Uuid>& after,
    std::size_t limit) {
  co_return co_await pool_.run([&](Connection& db) {
    Param in_units(nullptr);
    if (units) in_units = Param(std::vector<Uuid>(units->begin(), units->end()));
    const auto rows =
        db.exec(sql::scim_list_connections, {in_units, after, static_cast<std::int64_t>(limit)});
    std::vector<scim::Connection> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_connection(rows[i]));
    return out;
  });
}

Task<std::optional<scim::Connection>> ScimConnectionStore::load(const Uuid& client) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<scim::Connection> {
    const auto rows = db.exec(sql::scim_load_connection, {client});
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    auto out = read_connection(row);
    const auto ids = read_ids(row.texts(5));
    const auto names = row.texts(6);
    for (std::size_t i = 0; i < ids.size(); ++i) out.units.push_back({ids[i], names[i]});
    return out;
  });
}

Task<bool> ScimConnectionStore::save(const scim::Connection& connection,
                                     std::optional<std::int64_t> version,
                                     const std::optional<Uuid>& by, TimePoint now,
                                     audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::scim_save_connection,
                    {journal_param(sealed->rows()), connection.client, connection.unit,
                     connection.employer, now, version, by})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> ScimConnectionStore::save_token(const Uuid& client, const scim::BearerInfo& token,
                                           const Bytes& digest, const std::optional<Uuid>& by,
                                           audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    bool saved = false;
    db.transaction([&] {
      if (db.exec(sql::scim_lock_connection, {client}).empty()) return;
      saved = !db.exec(sql::scim_save_token, {journal_param(sealed->rows()), token.id, client,
                                              digest, token.created, token.expires, by})
                   .empty();
    });
    return saved;
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::vector<scim::BearerInfo>> ScimConnectionStore::list_tokens(const Uuid& client) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<scim::BearerInfo> out;
    const auto rows = db.exec(sql::scim_list_tokens, {client});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      out.push_back({row.uuid(0), row.time(1), row.time(2), row.opt_time(3)});
    }
    return out;
  });
}

Task<bool> ScimConnectionStore::revoke_token(const Uuid& client, const Uuid& token, TimePoint now,
                                             audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::scim_revoke_token, {journal_param(sealed->rows()), client, token, now})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::optional<Uuid>> ScimConnectionStore::find_token(const Bytes& digest, TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<Uuid> {
    const auto rows = db.exec(sql::scim_find_token, {digest, now});
    if (rows.empty()) return std::nullopt;
    return rows[0].uuid(0);
  });
}

Task<scim::UserStore::Saved> ScimUserStore::save(scim::UserChange& change) {
  const auto sealed = journal_.seal(change.events);
  const auto params = save_params(change, *sealed);
  const auto saved = co_await pool_.run([&](Connection& db) {
    auto out = Saved::changed;
    try {
      db.transaction([&] {
        const auto rows = db.exec(sql::scim_save_user, params);
        if (rows[0].boolean(0)) out = Saved::name_taken;
        if (rows[0].is_null(1)) return;
        change.row.version = rows[0].integer(1);
        change_post(db, change);
        out = Saved::done;
      });
    } catch (const ConstraintViolation& violation) {
      if (violation.constraint() != "scim_user_name") throw;
      out = Saved::name_taken;
    }
    return out;
  });
  if (saved == Saved::done) sealed->committed();
  co_return saved;
}

Task<std::optional<UserRow>> ScimUserStore::find(const Uuid& client, const Uuid& id) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<UserRow> {
    const auto rows = db.exec(sql::scim_find_user, {client, id});
    if (rows.empty()) return std::nullopt;
    return read_user(rows[0]);
  });
}

Task<std::vector<UserRow>> ScimUserStore::list(const Uuid& client, const std::optional<Uuid>& after,
                                               std::int64_t offset, std::int64_t limit) {
  co_return co_await pool_.run([&](Connection& db) {
    return read_users(db.exec(sql::scim_list_users, {client, after, offset, limit}));
  });
}

Task<std::int64_t> ScimUserStore::count(const Uuid& client) {
  co_return co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::scim_count_users, {client})[0].integer(0); });
}

Task<std::vector<UserRow>> ScimUserStore::match(const Uuid& client, std::string_view kind,
                                                std::span<const Bytes> values) {
  const auto wanted = bytes_array(values);
  co_return co_await pool_.run([&](Connection& db) {
    return read_users(db.exec(sql::scim_match_users, {client, kind, wanted}));
  });
}

Task<bool> ScimUserStore::link(const scim::Connection& connection, const Uuid& user,
                               const Uuid& person, TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    try {
      return !db.exec(sql::scim_link_person, {journal_param(sealed->rows()), connection.client,
                                              user, person, connection.unit_ids(), now})
                  .empty();
    } catch (const ConstraintViolation& violation) {
      if (violation.constraint() != "scim_user_person") throw;
      return false;
    }
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> ScimUserStore::set_invitation(const Uuid& client, const Uuid& user,
                                         const Uuid& invitation) {
  co_return co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::scim_link_invitation, {client, user, invitation}).empty();
  });
}

}  // namespace tessera::store::postgres
