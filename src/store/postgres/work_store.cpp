#include "store/postgres/work_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

access::WorkCase read_case(const Row& row) {
  return {.id = row.uuid(0),
          .purpose = row.string(1),
          .reference = row.string(2),
          .person = row.uuid(3),
          .assignee = row.uuid(4),
          .unit = row.uuid(5),
          .opened_by = row.opt_uuid(6),
          .opened = row.time(7),
          .closes = row.time(8),
          .reason = row.string(9),
          .closed = row.opt_time(10),
          .closed_by = row.opt_uuid(11),
          .version = row.integer(12)};
}

std::optional<access::WorkCase> first_case(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_case(rows[0]);
}

access::Training read_training(const Row& row) {
  return {.id = row.uuid(0),
          .person = row.uuid(1),
          .course = row.string(2),
          .completed = row.time(3),
          .expires = row.time(4),
          .recorded_by = row.opt_uuid(5),
          .recorded = row.time(6)};
}

}  // namespace

Task<std::vector<access::Purpose>> WorkCaseStore::purposes() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<access::Purpose> out;
    const auto rows = db.exec(sql::work_case_purposes);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      out.push_back({.code = rows[i].string(0),
                     .title = rows[i].string(1),
                     .legal_basis = rows[i].string(2),
                     .data_classes = rows[i].texts(3),
                     .version = rows[i].integer(4)});
    }
    return out;
  });
}

Task<access::WorkCaseFacts> WorkCaseStore::load_facts(const access::NewWorkCase& wish,
                                                      TimePoint now) {
  co_return co_await pool_.run([&wish, now](Connection& db) {
    const auto rows = db.exec(sql::work_case_load_facts,
                              {wish.person, wish.assignee, wish.purpose, now, access::kRootUnit});
    return access::WorkCaseFacts{.person_unit = rows[0].opt_uuid(0),
                                 .assignee_in_service = rows[0].boolean(1),
                                 .purpose_exists = rows[0].boolean(2)};
  });
}

Task<std::vector<access::WorkCase>> WorkCaseStore::list(
    const access::WorkCaseFilter& filter, const std::optional<std::set<Uuid>>& visible,
    TimePoint now) {
  co_return co_await pool_.run([&filter, &visible, now](Connection& db) {
    Param units(nullptr);
    if (visible) units = Param(std::vector<Uuid>(visible->begin(), visible->end()));
    std::vector<access::WorkCase> out;
    const auto rows =
        db.exec(sql::work_case_list, {filter.person, filter.assignee, filter.live_only, now, units,
                                      filter.after, static_cast<std::int64_t>(filter.limit)});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_case(rows[i]));
    return out;
  });
}

Task<std::optional<access::WorkCase>> WorkCaseStore::load(const Uuid& id) {
  co_return co_await pool_.run(
      [&id](Connection& db) { return first_case(db.exec(sql::work_case_load, {id})); });
}

Task<> WorkCaseStore::create(const access::WorkCase& work_case, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::work_case_create,
            {journal_param(sealed->rows()), work_case.id, work_case.purpose, work_case.reference,
             work_case.person, work_case.assignee, work_case.unit, work_case.opened_by,
             work_case.opened, work_case.closes, work_case.reason});
    return true;
  });
  sealed->committed();
}

Task<std::optional<access::WorkCase>> WorkCaseStore::close(const access::CaseClosing& closing,
                                                           audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  auto closed = co_await pool_.run([&](Connection& db) {
    return first_case(db.exec(sql::work_case_close, {journal_param(sealed->rows()), closing.id,
                                                     closing.version, closing.now, closing.by}));
  });
  if (closed) sealed->committed();
  co_return closed;
}

Task<std::vector<access::Training>> TrainingStore::list(const Uuid& person) {
  co_return co_await pool_.run([&person](Connection& db) {
    std::vector<access::Training> out;
    const auto rows = db.exec(sql::training_list, {person});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_training(rows[i]));
    return out;
  });
}

Task<std::optional<Uuid>> TrainingStore::unit_of(const Uuid& person) {
  co_return co_await pool_.run([&person](Connection& db) -> std::optional<Uuid> {
    const auto rows = db.exec(sql::training_unit_of, {person, access::kRootUnit});
    if (rows.empty()) return std::nullopt;
    return rows[0].uuid(0);
  });
}

Task<> TrainingStore::record(const access::Training& training, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::training_record,
            {journal_param(sealed->rows()), training.id, training.person, training.course,
             training.completed, training.expires, training.recorded_by, training.recorded});
    return true;
  });
  sealed->committed();
}

Task<std::vector<access::EndingTraining>> TrainingStore::ending(TimePoint now, std::size_t limit) {
  co_return co_await pool_.run([now, limit](Connection& db) {
    std::vector<access::EndingTraining> out;
    const auto rows = db.exec(sql::training_ending, {now, static_cast<std::int64_t>(limit)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::optional<int> told;
      if (const auto days = rows[i].opt_integer(7)) told = static_cast<int>(*days);
      auto training = read_training(rows[i]);
      const int due = access::days_to_tell(training.expires, told, now);
      if (due > 0) out.push_back({.training = std::move(training), .days = due});
    }
    return out;
  });
}

Task<bool> TrainingStore::tell(const access::EndingTraining& ending,
                               const std::vector<OutboxMessage>& messages, TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    const MessageColumns m(messages, now);
    return !db.exec(sql::training_tell, {ending.training.id, ending.days, now, m.ids, m.kinds,
                                         bytes_array(m.payloads), m.dues})
                .empty();
  });
}

}  // namespace tessera::store::postgres
