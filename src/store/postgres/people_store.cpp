#include "store/postgres/people_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {

using people::Person;

Person read_person(const Row& row) {
  Person person{.id = row.uuid(0),
                .state = people::parse_person_state(row.text(1)).value(),
                .ial = static_cast<Ial>(row.integer(2)),
                .citizen = row.boolean(3),
                .locale = row.string(4),
                .created = row.time(5),
                .version = row.integer(6)};
  if (person.state == people::PersonState::frozen && !row.is_null(13)) {
    person.freeze = {.since = row.time(13),
                     .until = row.opt_time(14),
                     .by = people::parse_frozen_by(row.text(15)).value()};
  }
  person.standing = {.hold = people::parse_hold(row.text(16)).value(),
                     .needs_reset = row.boolean(17),
                     .needs_reproof = row.boolean(18)};
  if (row.is_null(7)) return person;
  person.affiliation = people::Affiliation{.employer = row.string(7),
                                           .unit = row.uuid(8),
                                           .post = row.string(9),
                                           .sponsor = row.opt_uuid(10),
                                           .starts = row.time(11),
                                           .ends = row.opt_time(12)};
  return person;
}

namespace {

std::optional<Person> first_person(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_person(rows[0]);
}

struct AttributeColumns {
  std::vector<std::string> names, sources, methods, verifiers, verified;
  std::vector<Bytes> boxes;

  explicit AttributeColumns(std::span<const people::SealedAttribute> attributes) {
    for (const auto& each : attributes) {
      names.push_back(each.name);
      boxes.push_back(each.box);
      sources.push_back(each.source);
      methods.push_back(each.method);
      verifiers.push_back(each.verifier ? to_string(*each.verifier) : "");
      verified.push_back(each.verified ? render_timestamptz(*each.verified) : "");
    }
  }
};

struct FingerprintColumns {
  std::vector<std::string> kinds;
  std::vector<Bytes> values;
  std::vector<Bytes> logins;  // under every key

  explicit FingerprintColumns(std::span<const people::Fingerprint> fingerprints) {
    for (const auto& each : fingerprints) {
      kinds.push_back(each.kind);
      values.push_back(each.value);
      if (each.kind == "login")
        logins.insert(logins.end(), each.all_keys.begin(), each.all_keys.end());
    }
  }
};

std::vector<Param> create_params(const people::NewPersonRows& rows, const audit::Sealed& sealed) {
  const AttributeColumns a(rows.attributes);
  const FingerprintColumns f(rows.fingerprints);
  const auto& person = rows.person;
  std::vector<Param> params{journal_param(sealed.rows()),
                            person.id,
                            static_cast<int>(person.ial),
                            person.citizen,
                            person.locale,
                            person.created,
                            rows.key.box,
                            rows.key.epoch_key,
                            a.names,
                            bytes_array(a.boxes),
                            a.sources,
                            a.methods,
                            a.verifiers,
                            a.verified,
                            f.kinds,
                            bytes_array(f.values),
                            bytes_array(f.logins)};
  if (const auto& staff = person.affiliation) {
    for (Param param : {Param(staff->employer), Param(staff->unit), Param(staff->post),
                        Param(staff->sponsor), Param(staff->starts), Param(staff->ends)}) {
      params.push_back(std::move(param));
    }
  } else {
    params.insert(params.end(), 6, Param(nullptr));
  }
  return params;
}

}  // namespace

Task<Result<void>> PeopleStore::create(const people::NewPersonRows& rows) {
  const auto sealed = journal_.seal(rows.events);
  const auto params = create_params(rows, *sealed);
  const auto refusal = co_await pool_.run([&](Connection& db) -> std::string {
    try {
      return db.exec(sql::person_create, params).empty() ? "login.taken" : "";
    } catch (const ConstraintViolation& violation) {
      if (violation.constraint() == "person_pkey") return "person.exists";
      if (violation.constraint() == "fingerprint_login") return "login.taken";
      throw;
    }
  });
  if (!refusal.empty()) co_return fail(Errc::conflict, refusal);
  sealed->committed();
  co_return Result<void>{};
}

Task<std::optional<Person>> PeopleStore::load(const Uuid& id) {
  co_return co_await pool_.run(
      [&](Connection& db) { return first_person(db.exec(sql::person_load, {id})); });
}

Task<std::optional<Person>> PeopleStore::find_by_login(std::span<const Bytes> logins) {
  const auto values = bytes_array(logins);
  co_return co_await pool_.run(
      [&](Connection& db) { return first_person(db.exec(sql::person_find_by_login, {values})); });
}

Task<std::optional<people::SealedPerson>> PeopleStore::load_attributes(
    const Uuid& person, std::span<const std::string> names) {
  const Param wanted(std::vector<std::string>(names.begin(), names.end()));
  const auto rows = co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::person_load_attributes, {person, wanted}); });
  if (rows.empty()) co_return std::nullopt;
  people::SealedPerson out{.wrapped_key = rows[0].bytes(0)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    if (row.is_null(1)) continue;
    out.attributes.push_back({row.string(1), row.bytes(2), row.string(3), row.string(4),
                              row.opt_uuid(5), row.opt_time(6), row.time(7)});
  }
  co_return out;
}

Task<bool> PeopleStore::save_attributes(const people::AttributeChange& change) {
  const auto sealed = journal_.seal(change.events);
  const AttributeColumns a(change.attributes);
  const FingerprintColumns f(change.fingerprints);
  const auto boxes = bytes_array(a.boxes);
  const auto values = bytes_array(f.values);
  const bool saved = co_await pool_.run([&](Connection& db) {
    bool known = false;
    db.transaction([&] {
      known = !db.exec(sql::person_save_attributes, {journal_param(sealed->rows()), change.person,
                                                     change.now, a.names, f.kinds, values})
                   .empty();
      if (!known) return;
      (void)db.exec(sql::person_insert_attributes, {change.person, change.now, a.names, boxes,
                                                    a.sources, a.methods, a.verifiers, a.verified});
    });
    return known;
  });
  if (saved) sealed->committed();
  co_return saved;
}

Task<std::optional<Person>> PeopleStore::save_state(const people::StateChange& change) {
  const auto sealed = journal_.seal(change.events);
  const MessageColumns m(change.messages, change.now);
  auto person = co_await pool_.run([&](Connection& db) {
    std::optional<Person> out;
    db.transaction([&] {
      static_cast<void>(db.exec(sql::recovery_lock_person, {change.person}));
      out = first_person(db.exec(sql::person_save_state,
                                 {journal_param(sealed->rows()), change.person,
                                  to_string(change.from), to_string(change.to), change.version,
                                  change.now, m.ids, m.kinds, bytes_array(m.payloads), m.dues}));
    });
    return out;
  });
  if (person) sealed->committed();
  co_return person;
}

Task<std::optional<Person>> PeopleStore::save_affiliation(const people::AffiliationChange& change) {
  const auto sealed = journal_.seal(change.events);
  const auto& staff = change.affiliation;
  auto person = co_await pool_.run([&](Connection& db) {
    std::optional<Person> out;
    db.transaction([&] {
      if (db.exec(sql::person_supersede_affiliation,
                  {journal_param(sealed->rows()), change.person, change.version, change.now})
              .empty()) {
        return;
      }
      (void)db.exec(sql::person_insert_affiliation,
                    {change.person, staff.employer, staff.unit, staff.post, staff.sponsor,
                     staff.starts, staff.ends, change.now});
      if (const auto& move = change.move) {
        (void)db.exec(sql::campaign_start_move,
                      {change.person, move->campaign, change.now, move->due, move->message.id,
                       move->message.kind, move->message.payload});
      }
      out = first_person(db.exec(sql::person_load, {change.person}));
    });
    return out;
  });
  if (person) sealed->committed();
  co_return person;
}

Task<std::vector<Uuid>> PeopleStore::match(std::string_view kind, std::span<const Bytes> values) {
  const auto wanted = bytes_array(values);
  const auto rows = co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::person_match_fingerprint, {kind, wanted}); });
  std::vector<Uuid> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].uuid(0));
  co_return out;
}

Task<std::vector<Person>> PeopleStore::list(const people::PersonFilter& filter) {
  std::optional<std::string> state;
  if (filter.state) state = to_string(*filter.state);
  const bool staff = filter.persona == people::PersonaKind::staff || filter.unit || filter.units;
  std::vector<Param> params{state, filter.persona == people::PersonaKind::citizen, filter.after,
                            filter.limit, filter.only};
  if (staff) {
    params.emplace_back(filter.unit);
    Param reach(nullptr);
    if (filter.units) reach = Param(std::vector<Uuid>(filter.units->begin(), filter.units->end()));
    params.push_back(std::move(reach));
  }
  const auto rows = co_await pool_.run([&](Connection& db) {
    return db.exec(staff ? sql::person_list_staff : sql::person_list, params);
  });
  std::vector<Person> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_person(rows[i]));
  co_return out;
}

Task<std::vector<people::EndedAffiliation>> PeopleStore::load_ended(TimePoint now) {
  const auto rows = co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::person_load_ended_affiliations, {now}); });
  std::vector<people::EndedAffiliation> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.push_back({rows[i].uuid(0), rows[i].uuid(1), rows[i].uuid(2), rows[i].texts(3)});
  }
  co_return out;
}

Task<bool> PeopleStore::save_ended(const Uuid& affiliation, TimePoint now, audit::Event event,
                                   OutboxMessage message) {
  std::vector<audit::Event> events;
  events.push_back(std::move(event));
  const auto sealed = journal_.seal(std::move(events));
  const bool saved = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::person_save_ended_affiliation,
                    {journal_param(sealed->rows()), affiliation, now, message.id, message.kind,
                     message.payload})
                .empty();
  });
  if (saved) sealed->committed();
  co_return saved;
}

Task<bool> PeopleStore::save_language(const Uuid& person, std::string_view locale, TimePoint now,
                                      std::vector<audit::Event> events) {
  const auto sealed = journal_.seal(std::move(events));
  const bool saved = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::person_save_language,
                    {journal_param(sealed->rows()), person, std::string(locale), now})
                .empty();
  });
  if (saved) sealed->committed();
  co_return saved;
}

}  // namespace tessera::store::postgres
