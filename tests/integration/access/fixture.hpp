// Access control on a real database.
#pragma once

#include <gmock/gmock.h>

#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>
#include <tessera/access/trainings.hpp>
#include <tessera/access/work_cases.hpp>
#include <tessera/audit/node_journal.hpp>

#include "store/postgres/access_store.hpp"
#include "store/postgres/journal_store.hpp"
#include "store/postgres/work_store.hpp"
#include "tests/support/backends.hpp"

// Awaits within the full expression, so that temporary arguments live as long as the call.
#define AWAIT(...) run([&]() -> decltype(__VA_ARGS__) { co_return co_await __VA_ARGS__; })

namespace tessera::access {

class AccessTest : public test::Backends {
 protected:
  Uuid make_staff(int ial = 2, const std::string& ends = "null") {
    const auto id = make_uuid4(random);
    sql("insert into person (id, state, ial, citizen, created, changed) values ('" + to_string(id) +
        "', 'active', " + std::to_string(ial) +
        ", false, now(), now());"
        "insert into affiliation (person, employer, unit, post, starts, ends, recorded) values ('" +
        to_string(id) + "', 'Ministry', '" + to_string(kRootUnit) +
        "', 'clerk', now() - interval '1 day', " + ends + ", now())");
    return id;
  }
  RequestContext context() {
    return {.request_id = make_uuid7(clock.now(), random), .received = clock.now()};
  }
  Actor actor(const Uuid& person) {
    auto loaded = AWAIT(access_->load_actor(person, clock.now()));
    loaded.acr = Acr::aal2_phr;
    return loaded;
  }
  Result<RoleGrant> grant(const Actor& by, const Uuid& person, std::string role,
                          const Uuid& unit = kRootUnit) {
    return AWAIT(grants_.create(
        by, {.person = person, .role = role, .unit = unit, .reason = "test"}, context()));
  }
  template <class T>
  std::string id_of(const Result<T>& result) {
    return result ? "ok" : result.error().id;
  }
  bool may(const Uuid& person, std::string_view permission, std::optional<Uuid> unit = {}) {
    return decide(actor(person), permission, {.unit = unit}, clock.now()).allowed();
  }
  Unit unit(const Uuid& parent, std::string name) {
    return AWAIT(units_.create(system_actor(), parent, name, context())).value();
  }
  std::int64_t events(const std::string& type) {
    return sql("select count(*) from journal_event where type = '" + type + "'")[0].integer(0);
  }
  std::int64_t denials(const std::string& reason) {
    return sql("select count(*) from journal_event where type = 'access.denied' and body like "
               "'%\"reason\":\"" +
               reason + "\"%'")[0]
        .integer(0);
  }

  store::postgres::JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  store::postgres::ActorStore actors_{pool(), keyring()};
  store::postgres::UnitStore unit_store_{pool(), journal_};
  store::postgres::RoleStore role_store_{pool(), journal_};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  std::unique_ptr<AccessService> access_ = make_access_service(actors_, journal_);
  UnitService units_{unit_store_, *access_, random};
  RoleService roles_{role_store_, *access_};
  RoleGrantService grants_{grant_store_, *access_, random, keyring()};
  store::postgres::WorkCaseStore case_store_{pool(), journal_};
  store::postgres::TrainingStore training_store_{pool(), journal_};
  WorkCaseService cases_{case_store_, *access_, random};
  TrainingService trainings_{training_store_, *access_, random};
};

}  // namespace tessera::access
