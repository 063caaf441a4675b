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
  if (!access::decide(visit.actor, "person.read", resource, visit.context().received).allowed()) {
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
  const auto known = co_await units();
  const auto found = std::ranges::find(known, id, &access::Unit::id);
  co_return found == known.end() ? short_id(id) : found->name;
}

Task<ui::AdminPage::Cell> Names::person(const Uuid& id) {
  if (const auto known = people_.find(id); known != people_.end()) co_return known->second;
  ui::AdminPage::Cell cell{.text = short_id(id)};
  if (visit_.may("person.read")) {
    if (const auto person = co_await visit_.deps.people.load(id))
      cell = person_cell(visit_, *person);
  }
  people_.emplace(id, cell);
  co_return cell;
}

}  // namespace tessera::endpoints::admin
