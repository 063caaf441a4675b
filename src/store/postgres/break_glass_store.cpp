#include "store/postgres/break_glass_store.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

oversight::Emergency read_emergency(const Row& row) {
  oversight::Emergency out{.id = row.uuid(0),
                           .actor = row.uuid(1),
                           .actor_unit = row.uuid(2),
                           .session = row.uuid(3),
                           .role_grant = row.uuid(4),
                           .permissions = row.texts(5),
                           .unit = row.uuid(6),
                           .subject = row.opt_uuid(7),
                           .reason = row.string(8),
                           .opened = row.time(9),
                           .ends = row.time(10),
                           .proof_authenticator = row.uuid(11),
                           .proof_at = row.time(12),
                           .seal = row.bytes(13),
                           .ended = row.opt_time(14),
                           .review_due = row.time(15),
                           .suspended = row.opt_time(20)};
  if (!row.is_null(19)) {
    out.review = oversight::Review{.reviewer = row.uuid(16),
                                   .verdict = oversight::parse_review_verdict(row.text(17)).value(),
                                   .findings = row.string(18),
                                   .at = row.time(19)};
  }
  return out;
}

access::HeldRole as_role(const Row& row, const crypto::Keyring& keys) {
  const auto emergency = read_emergency(row);
  access::HeldRole role{.role_grant = emergency.role_grant,
                        .person = emergency.actor,
                        .role = "break_glass",
                        .permissions = {emergency.permissions.begin(), emergency.permissions.end()},
                        .unit = emergency.unit,
                        .starts = emergency.opened,
                        .ends = emergency.ends,
                        .sealed = oversight::is_sealed(emergency, keys),
                        .emergency = emergency.id,
                        .session = emergency.session,
                        .subject = emergency.subject};
  for (const auto& text : row.texts(21)) role.unit_closure.insert(parse_uuid(text).value());
  return role;
}

std::vector<oversight::Emergency> read_all(const Rows& rows) {
  std::vector<oversight::Emergency> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_emergency(rows[i]));
  return out;
}

}  // namespace

Task<std::vector<access::HeldRole>> BreakGlassStore::in_force(const Uuid& actor, TimePoint now) {
  const auto keys = keys_.get();
  co_return co_await pool_.run([&actor, now, &keys](Connection& db) {
    std::vector<access::HeldRole> roles;
    const auto rows = db.exec(sql::break_glass_in_force, {actor, now});
    for (std::size_t i = 0; i < rows.size(); ++i) roles.push_back(as_role(rows[i], *keys));
    return roles;
  });
}

Task<> BreakGlassStore::touched(const Uuid& emergency, const Uuid& person,
                                std::string_view permission, TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const auto message = make_uuid7(now, random_);
  const auto payload = to_bytes(boost::json::serialize(
      boost::json::object{{"emergency", to_string(emergency)}, {"touched", to_string(person)}}));
  const bool first = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::break_glass_touch,
                    {journal_param(sealed->rows()), emergency, person, permission, now, message,
                     std::string_view("break_glass"), payload})
                .empty();
  });
  if (first) sealed->committed();
}

Task<std::vector<std::string>> BreakGlassStore::offered() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<std::string> names;
    const auto rows = db.exec(sql::break_glass_offered);
    for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows[i].string(0));
    return names;
  });
}

Task<oversight::EmergencyFacts> BreakGlassStore::facts(const Uuid& actor,
                                                       const oversight::EmergencyWish& wish,
                                                       const std::vector<std::string>& held) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows =
        db.exec(sql::break_glass_facts, {wish.permissions, held, wish.unit, wish.subject, actor});
    const auto& row = rows[0];
    return oversight::EmergencyFacts{.not_offered = row.texts(0),
                                     .personal = row.boolean(1),
                                     .conflicts = row.texts(2),
                                     .unit_exists = row.boolean(3),
                                     .subject_exists = row.boolean(4),
                                     .unreviewed = row.boolean(5)};
  });
}

Task<bool> BreakGlassStore::open(const oversight::Emergency& e, audit::Event event,
                                 const std::vector<OutboxMessage>& messages) {
  const MessageColumns m(messages, e.opened);
  const auto sealed = seal_one(journal_, std::move(event));
  const bool opened = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::break_glass_open,
                    {journal_param(sealed->rows()), e.id, e.actor, e.session, e.role_grant,
                     e.permissions, e.unit, e.subject, e.reason, e.opened, e.ends,
                     e.proof_authenticator, e.proof_at, e.seal, e.review_due, m.ids, m.kinds,
                     bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (opened) sealed->committed();
  co_return opened;
}

Task<std::optional<oversight::Emergency>> BreakGlassStore::load(const Uuid& id) {
  co_return co_await pool_.run([&id](Connection& db) -> std::optional<oversight::Emergency> {
    const auto rows = db.exec(sql::break_glass_load, {id});
    if (rows.empty()) return std::nullopt;
    return read_emergency(rows[0]);
  });
}

Task<std::vector<oversight::Emergency>> BreakGlassStore::list(
    const oversight::EmergencyFilter& filter) {
  co_return co_await pool_.run([&filter](Connection& db) {
    Param units(nullptr);
    if (filter.units) units = Param(std::vector<Uuid>(filter.units->begin(), filter.units->end()));
    return read_all(db.exec(sql::break_glass_list, {units, filter.waiting_only, filter.actor,
                                                    filter.after, filter.limit}));
  });
}

Task<std::vector<oversight::Touch>> BreakGlassStore::touches(const Uuid& id) {
  co_return co_await pool_.run([&id](Connection& db) {
    std::vector<oversight::Touch> out;
    const auto rows = db.exec(sql::break_glass_touched, {id});
    for (std::size_t i = 0; i < rows.size(); ++i)
      out.push_back({rows[i].uuid(0), rows[i].time(1), rows[i].string(2)});
    return out;
  });
}

Task<bool> BreakGlassStore::end(const Uuid& id, const Uuid& actor, TimePoint now,
                                audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool ended = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::break_glass_end, {journal_param(sealed->rows()), id, actor, now}).empty();
  });
  if (ended) sealed->committed();
  co_return ended;
}

Task<oversight::ReviewerFacts> BreakGlassStore::reviewer_facts(const Uuid& id,
                                                               const Uuid& reviewer) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::break_glass_reviewer_facts, {id, reviewer});
    const auto& row = rows[0];
    return oversight::ReviewerFacts{.same_line = row.boolean(0),
                                    .subordinate = row.boolean(1),
                                    .gave_power = row.boolean(2),
                                    .owes_power = row.boolean(3)};
  });
}

Task<bool> BreakGlassStore::review(const oversight::NewReview& wanted) {
  const auto& review = wanted.review;
  const MessageColumns m(wanted.messages, review.at);
  const auto sealed = journal_.seal(wanted.events);
  const bool reviewed = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::break_glass_review,
                    {journal_param(sealed->rows()), wanted.emergency, review.reviewer,
                     to_string(review.verdict), review.findings, review.at, m.ids, m.kinds,
                     bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (reviewed) sealed->committed();
  co_return reviewed;
}

Task<std::vector<oversight::Emergency>> BreakGlassStore::overdue(TimePoint now) {
  co_return co_await pool_.run(
      [now](Connection& db) { return read_all(db.exec(sql::break_glass_overdue, {now})); });
}

Task<bool> BreakGlassStore::note_suspended(const Uuid& id, TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool noted = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::break_glass_note_suspended, {journal_param(sealed->rows()), id, now})
                .empty();
  });
  if (noted) sealed->committed();
  co_return noted;
}

Task<std::vector<Uuid>> BreakGlassStore::overseers(const Uuid& unit, TimePoint now) {
  co_return co_await pool_.run([&unit, now](Connection& db) {
    std::vector<Uuid> out;
    const auto rows = db.exec(sql::break_glass_overseers, {unit, now});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].uuid(0));
    return out;
  });
}

}  // namespace tessera::store::postgres
