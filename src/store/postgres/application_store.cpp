#include "store/postgres/application_store.hpp"

#include <algorithm>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {
namespace {

using enrol::Application;

Application read_application(const Row& row) {
  return {.id = row.uuid(0),
          .kind = enrol::parse_application_kind(row.text(1)).value(),
          .state = enrol::parse_state(row.text(2)).value(),
          .person = row.uuid(3),
          .existing_person = row.boolean(4),
          .invitation = row.opt_uuid(5),
          .tracking = row.opt_string(6).value_or(""),
          .continuation_hash = row.bytes(7),
          .continuation_expires = row.time(8),
          .locale = row.string(9),
          .created = row.time(10),
          .entered = row.time(11),
          .timer_due = row.opt_time(12),
          .timer_step = static_cast<int>(row.integer(13)),
          .deletion_due = row.opt_time(14),
          .assignee = row.opt_uuid(15),
          .duplicate = row.boolean(16),
          .escalated = row.boolean(17),
          .contact_verified = row.boolean(18),
          .notice_version = row.string(19),
          .consent_version = row.string(20),
          .consented = row.opt_time(21),
          .reasons = row.texts(22),
          .may_edit = row.boolean(23),
          .supplied = row.boolean(24),
          .version = row.integer(25)};
}

std::optional<Application> first(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_application(rows[0]);
}

std::vector<Application> all(const Rows& rows) {
  std::vector<Application> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_application(rows[i]));
  return out;
}

// $2..$28 of create and save.
void append_row(std::vector<Param>& params, const Application& a, TimePoint now) {
  const auto tracking =
      a.tracking.empty() ? std::optional<std::string>{} : std::optional(a.tracking);
  for (Param param : {Param(a.id),
                      Param(to_string(a.kind)),
                      Param(to_string(a.state)),
                      Param(a.person),
                      Param(a.existing_person),
                      Param(a.invitation),
                      Param(tracking),
                      Param(a.continuation_hash),
                      Param(a.continuation_expires),
                      Param(a.locale),
                      Param(a.created),
                      Param(a.entered),
                      Param(a.timer_due),
                      Param(a.timer_step),
                      Param(a.deletion_due),
                      Param(a.assignee),
                      Param(a.duplicate),
                      Param(a.escalated),
                      Param(a.contact_verified),
                      Param(a.notice_version),
                      Param(a.consent_version),
                      Param(a.consented),
                      Param(a.reasons),
                      Param(a.may_edit),
                      Param(a.supplied),
                      Param(a.version),
                      Param(now)}) {
    params.push_back(std::move(param));
  }
}

std::string_view name_of(enrol::Who who) {
  switch (who) {
    case enrol::Who::applicant:
      return "applicant";
    case enrol::Who::officer:
      return "officer";
    case enrol::Who::system:
      return "system";
  }
  return "";
}

void append_steps(std::vector<Param>& params, const std::vector<enrol::HistoryStep>& steps) {
  std::vector<Uuid> ids;
  std::vector<std::string> from, event, to, who, officer, reasons, rules;
  for (const auto& step : steps) {
    ids.push_back(step.id);
    from.emplace_back(to_string(step.from));
    event.emplace_back(to_string(step.event));
    to.emplace_back(to_string(step.to));
    who.emplace_back(name_of(step.who));
    officer.push_back(step.officer ? to_string(*step.officer) : "");
    std::string joined;
    for (const auto& code : step.reasons) joined += (joined.empty() ? "" : ",") + code;
    reasons.push_back(std::move(joined));
    rules.push_back(step.rule_version);
  }
  params.emplace_back(ids);
  for (const auto* column : {&from, &event, &to, &who, &officer, &reasons, &rules})
    params.emplace_back(*column);
}

void append_values(std::vector<Param>& params, const enrol::ApplicationChange& change) {
  std::vector<std::string> names, verified, kinds;
  std::vector<Bytes> boxes, values;
  for (const auto& each : change.values) {
    names.push_back(each.name);
    boxes.push_back(each.box);
    verified.push_back(each.verified ? render_timestamptz(*each.verified) : "");
  }
  for (const auto& each : change.fingerprints) {
    kinds.push_back(each.kind);
    values.push_back(each.value);
  }
  params.emplace_back(names);
  params.push_back(bytes_array(boxes));
  params.emplace_back(verified);
  params.emplace_back(kinds);
  params.push_back(bytes_array(values));
}

void append_duplicates(std::vector<Param>& params, const std::vector<enrol::DuplicateHit>& hits) {
  std::vector<std::string> kinds, applications, persons;
  for (const auto& hit : hits) {
    kinds.push_back(hit.kind);
    applications.push_back(hit.application ? to_string(*hit.application) : "");
    persons.push_back(hit.person ? to_string(*hit.person) : "");
  }
  params.emplace_back(kinds);
  params.emplace_back(applications);
  params.emplace_back(persons);
}

void append_messages(std::vector<Param>& params, std::span<const OutboxMessage> messages,
                     TimePoint now) {
  const MessageColumns m(messages, now);
  params.emplace_back(m.ids);
  params.emplace_back(m.kinds);
  params.push_back(bytes_array(m.payloads));
  params.emplace_back(m.dues);
}

enrol::HistoryStep read_step(const Row& row) {
  const auto who = row.text(4);
  const auto event = row.text(2);
  enrol::HistoryStep step{.id = row.uuid(0),
                          .from = enrol::parse_state(row.text(1)).value_or(enrol::State::none),
                          .to = enrol::parse_state(row.text(3)).value(),
                          .who = who == "officer"     ? enrol::Who::officer
                                 : who == "applicant" ? enrol::Who::applicant
                                                      : enrol::Who::system,
                          .officer = row.opt_uuid(5),
                          .reasons = row.texts(6),
                          .rule_version = row.string(7),
                          .at = row.time(8)};
  for (int e = 0; e <= static_cast<int>(enrol::Event::repudiate); ++e) {
    if (to_string(static_cast<enrol::Event>(e)) == event) step.event = static_cast<enrol::Event>(e);
  }
  return step;
}

}  // namespace

Task<> ApplicationStore::create(const enrol::ApplicationChange& change,
                                const people::WrappedKey& key) {
  const auto sealed = journal_.seal(change.events);
  std::vector<Param> params{journal_param(sealed->rows())};
  append_row(params, change.next, change.now);
  params.emplace_back(key.box);
  params.emplace_back(key.epoch_key);
  append_steps(params, change.steps);
  co_await pool_.run([&](Connection& db) { (void)db.exec(sql::application_create, params); });
  sealed->committed();
}

Task<std::optional<Application>> ApplicationStore::load(const Uuid& id) {
  co_return co_await pool_.run(
      [&](Connection& db) { return first(db.exec(sql::application_load, {id})); });
}

Task<bool> ApplicationStore::save(const enrol::ApplicationChange& change) {
  const auto sealed = journal_.seal(change.events);
  std::vector<Param> params{journal_param(sealed->rows())};
  append_row(params, change.next, change.now);
  append_values(params, change);
  append_steps(params, change.steps);
  append_duplicates(params, change.duplicates);
  append_messages(params, change.messages, change.now);
  const bool approves = change.next.state == enrol::State::approved_pending_binding;
  const bool saved = co_await pool_.run([&](Connection& db) {
    if (!approves) return !db.exec(sql::application_save, params).empty();
    bool done = false;
    db.transaction([&] {
      (void)db.exec(sql::application_lock_mail, {change.next.id});
      done = !db.exec(sql::application_save, params).empty();
    });
    return done;
  });
  if (saved) sealed->committed();
  co_return saved;
}

Task<std::optional<Application>> ApplicationStore::find_tracking(std::string_view tracking) {
  co_return co_await pool_.run(
      [&](Connection& db) { return first(db.exec(sql::application_find_tracking, {tracking})); });
}

Task<std::optional<Application>> ApplicationStore::find_continuation(const Bytes& hash,
                                                                     TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    return first(db.exec(sql::application_find_continuation, {hash, now}));
  });
}

Task<std::optional<enrol::SealedApplication>> ApplicationStore::load_values(const Uuid& id) {
  const auto rows = co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::application_load_values, {id}); });
  if (rows.empty()) co_return std::nullopt;
  enrol::SealedApplication out{.wrapped_key = rows[0].bytes(0)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].is_null(1)) continue;
    out.values.push_back({rows[i].string(1), rows[i].bytes(2), rows[i].opt_time(3)});
  }
  co_return out;
}

Task<std::vector<enrol::HistoryStep>> ApplicationStore::load_history(const Uuid& id) {
  const auto rows = co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::application_load_steps, {id}); });
  std::vector<enrol::HistoryStep> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_step(rows[i]));
  co_return out;
}

Task<std::vector<Uuid>> ApplicationStore::match(const Uuid& except, std::string_view kind,
                                                std::span<const Bytes> values) {
  const auto wanted = bytes_array(values);
  const auto rows = co_await pool_.run([&](Connection& db) {
    return db.exec(sql::application_match_fingerprint, {except, kind, wanted});
  });
  std::vector<Uuid> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].uuid(0));
  co_return out;
}

Task<std::vector<Application>> ApplicationStore::queue(const enrol::QueueFilter& filter) {
  const auto state = to_string(filter.state.value_or(enrol::State::in_review));
  co_return co_await pool_.run([&](Connection& db) {
    return all(db.exec(sql::application_load_queue,
                       {state, filter.assignee, std::clamp(filter.limit, 1, 500)}));
  });
}

Task<std::vector<std::pair<Uuid, int>>> ApplicationStore::loads() {
  const auto rows =
      co_await pool_.run([&](Connection& db) { return db.exec(sql::application_load_loads, {}); });
  std::vector<std::pair<Uuid, int>> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.emplace_back(rows[i].uuid(0), static_cast<int>(rows[i].integer(1)));
  }
  co_return out;
}

Task<std::vector<enrol::DuplicateHit>> ApplicationStore::load_duplicates(const Uuid& id) {
  const auto rows = co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::application_load_duplicates, {id}); });
  std::vector<enrol::DuplicateHit> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.push_back({rows[i].string(0), rows[i].opt_uuid(1), rows[i].opt_uuid(2)});
  }
  co_return out;
}

Task<std::vector<Application>> ApplicationStore::due_timers(TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return all(db.exec(sql::application_load_due_timers, {now})); });
}

Task<std::vector<Application>> ApplicationStore::due_deletions(TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return all(db.exec(sql::application_load_due_deletions, {now})); });
}

Task<bool> ApplicationStore::delete_personal_data(const Uuid& id, TimePoint now,
                                                  std::vector<audit::Event> events) {
  const auto sealed = journal_.seal(std::move(events));
  const auto params = std::vector<Param>{journal_param(sealed->rows()), id, now};
  const bool gone = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::application_delete_personal_data, params).empty();
  });
  if (gone) sealed->committed();
  co_return gone;
}

Task<> ApplicationStore::save_code(const Uuid& application, const Bytes& mac, TimePoint expires,
                                   TimePoint now, std::vector<audit::Event> events,
                                   std::vector<OutboxMessage> messages) {
  const auto sealed = journal_.seal(std::move(events));
  std::vector<Param> params{journal_param(sealed->rows()), application, mac, expires, now};
  append_messages(params, messages, now);
  co_await pool_.run(
      [&](Connection& db) { (void)db.exec(sql::application_save_contact_code, params); });
  sealed->committed();
}

Task<bool> ApplicationStore::take_code(const Uuid& application, const Bytes& mac, TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::application_take_contact_code, {application, mac, now});
    return !rows.empty() && rows[0].boolean(0);
  });
}

}  // namespace tessera::store::postgres
