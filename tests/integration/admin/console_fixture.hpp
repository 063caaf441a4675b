// Civil servants in two units beside each other, before the pages of administration.
#pragma once

#include "tests/integration/admin/pages_fixture.hpp"

namespace tessera::endpoints {

class ConsoleTest : public AdminPagesTest {
 protected:
  ConsoleTest() {
    north_ = make_unit("North");
    south_ = make_unit("South");
    anna_ = make_clerk("Anna Northwood", north_);
    sven_ = make_clerk("Sven Southby", south_);
  }
  Uuid make_unit(const std::string& name) {
    const auto system = access::system_actor();
    const auto context = fresh_context();
    const auto unit = run([&] { return units_.create(system, access::kRootUnit, name, context); });
    EXPECT_TRUE(unit);
    return unit->id;
  }
  Uuid make_clerk(const std::string& name, const Uuid& unit, std::string employer = "Ministry") {
    people::NewPerson wish{.citizen = false, .ial = Ial::ial2};
    wish.affiliation = people::Affiliation{.employer = std::move(employer),
                                           .unit = unit,
                                           .post = "clerk",
                                           .starts = clock.now() - hours{1}};
    wish.attributes = {{.name = "name", .value = name},
                       {.name = "birthdate", .value = "1985-02-28"}};
    const auto context = fresh_context();
    const people::ActingAs by;
    const auto made = run([&] { return people_->create(wish, by, context); });
    EXPECT_TRUE(made);
    run([&] {
      return people_->change_state(made->id, people::PersonState::active, "test", by, context);
    });
    return made->id;
  }
  void grant_in(const Uuid& person, std::string role, const Uuid& unit) {
    const access::NewRoleGrant wish{.person = person,
                                    .role = std::move(role),
                                    .unit = unit,
                                    .reason = "test",
                                    .purposes = {"support"}};
    const auto system = access::system_actor();
    const auto context = fresh_context();
    const auto made = run([&] { return grants_.create(system, wish, context); });
    EXPECT_TRUE(made) << made.error().id;
  }
  void make_tokens() {
    while (run([&] { return search_->refresh(clock.now()); })) {
    }
  }
  static bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }
  static bool shows(const http::Response& response, const Uuid& person) {
    return has(response, "/admin/people/" + to_string(person)) ||
           has(response, '>' + to_string(person).substr(0, 8) + '<');
  }
  std::string file(http::Response response) {
    std::string out;
    if (!response.body_source) return out;
    for (;;) {
      const auto piece = run([&] { return response.body_source(); });
      if (piece.empty()) return out;
      out += piece;
    }
  }
  static std::string field(const http::Response& response, const std::string& name) {
    const auto at = response.body.find("name=\"" + name + "\" value=\"");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 15;
    return response.body.substr(from, response.body.find('"', from) - from);
  }
  std::string state_of(const Uuid& person) {
    return std::string(people::to_string(run([&] { return people_->load(person); })->state));
  }

  Uuid north_, south_, anna_, sven_;
};

}  // namespace tessera::endpoints
