#include "endpoints/admin/names.hpp"

#include <algorithm>

namespace tessera::endpoints::admin {

std::string short_id(const Uuid& id) {
  return to_string(id).substr(0, 8);
}

ui::AdminPage::Cell person_cell(const Visit& visit, const people::Person& person) {
  access::Resource resource{
      .type = "person", .id = to_string(person.id), .unit = {}, .person = person.id};
  if (person.affiliation) resource.unit = person.affiliation->unit;
  if (!access::decide(visit.actor, "person.list", resource, visit.context().received).allowed()) {
    return {.text = short_id(person.id)};
  }
  const auto path = "/admin/people/" + to_string(person.id);
  if (!person.affiliation) return {.text = short_id(person.id), .path = path};
  return {.text = person.affiliation->post + ", " + person.affiliation->employer + " (" +
                  short_id(person.id) + ')',
          .path = path};
}

Task<std::vector<access::Unit>> Names::units() {
  if (!units_) {
    units_.emplace();
    if (visit_.may("unit.read")) {
      auto found = co_await visit_.deps.units.list(visit_.actor, visit_.context());
      if (found) units_ = std::move(*found);
    }
  }
  co_return *units_;
}

Task<std::string> Names::unit(const Uuid& id) {
  if (const auto known = unit_names_.find(id); known != unit_names_.end()) co_return known->second;
  auto name = short_id(id);
  const auto visible = access::units_for(visit_.actor, "unit.read", visit_.context().received);
  if (!visible || visible->contains(id)) {
    const auto found = co_await visit_.deps.lists.units({.only = id, .limit = 1});
    if (!found.empty()) name = found.front().name;
  }
  unit_names_.emplace(id, name);
  co_return name;
}

Task<> Names::prime(std::vector<Uuid> people) {
  for (const auto& id : people) people_.emplace(id, ui::AdminPage::Cell{.text = short_id(id)});
  if (people.empty() || !visit_.may("person.list")) co_return;
  const int count = static_cast<int>(people.size());
  for (const auto& person :
       co_await visit_.deps.directory.list({.limit = count, .only = std::move(people)}))
    people_[person.id] = person_cell(visit_, person);
}

Task<ui::AdminPage::Cell> Names::person(const Uuid& id) {
  if (const auto known = people_.find(id); known != people_.end()) co_return known->second;
  ui::AdminPage::Cell cell{.text = short_id(id)};
  if (visit_.may("person.list")) {
    if (const auto person = co_await visit_.deps.people.load(id))
      cell = person_cell(visit_, *person);
  }
  people_.emplace(id, cell);
  co_return cell;
}

}  // namespace tessera::endpoints::admin
