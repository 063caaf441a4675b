// Units and people in words, for tables. Names of people are personal values, shown for a purpose
// only (PeopleDesk::reveal): here a civil servant is known by post and employer.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {

// "1a2b3c4d", enough to tell people apart on a page.
[[nodiscard]] std::string short_id(const Uuid& id);
// Post and employer with the short id; linked to the person's page, if this visitor may open it.
// Else the short id alone.
[[nodiscard]] ui::AdminPage::Cell person_cell(const Visit& visit, const people::Person& person);

// One request's look-ups; every unit and person is asked for once.
class Names {
 public:
  explicit Names(const Visit& visit) : visit_(visit) {}
  // The units that this visitor may read, none if there are none; nobody is denied anything.
  [[nodiscard]] Task<std::vector<access::Unit>> units();
  // The unit's name, the short id where the visitor may not read units.
  [[nodiscard]] Task<std::string> unit(const Uuid& id);
  [[nodiscard]] Task<ui::AdminPage::Cell> person(const Uuid& id);
  // Asks for all of them at once, so that person() does not ask again.
  Task<> prime(std::vector<Uuid> people);

 private:
  const Visit& visit_;
  std::optional<std::vector<access::Unit>> units_;
  std::map<Uuid, std::string> unit_names_;
  std::map<Uuid, ui::AdminPage::Cell> people_;
};

}  // namespace tessera::endpoints::admin
