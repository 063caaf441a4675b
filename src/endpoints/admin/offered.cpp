#include "endpoints/admin/offered.hpp"

#include <algorithm>

namespace tessera::endpoints::admin {
namespace {

std::optional<std::set<Uuid>> readable(const Visit& visit) {
  auto visible = access::units_for(visit.actor, "unit.read", visit.context().received);
  if (visible && visible->contains(access::kRootUnit)) visible.reset();
  return visible;
}

}  // namespace

void put_choice(ui::AdminForm& form, const char* name, const char* label,
                std::vector<ui::Choices::Item> items) {
  if (items.size() <= kMostOffered) {
    form.choices.push_back({.name = name, .legend_id = label, .items = std::move(items)});
  } else {
    form.inputs.push_back({.name = name, .label_id = label, .hint_id = "console.by_id"});
  }
}

std::vector<ui::Choices::Item> items_of(const std::vector<access::Unit>& units) {
  std::vector<ui::Choices::Item> items;
  for (const auto& unit : units) items.push_back({.value = to_string(unit.id), .text = unit.name});
  return items;
}

Task<std::vector<access::Unit>> offered_units(const Visit& visit) {
  co_return co_await visit.deps.lists.units(
      {.visible = readable(visit), .limit = static_cast<int>(kMostOffered) + 1});
}

Task<std::vector<ui::Choices::Item>> role_items(const Visit& visit) {
  std::vector<ui::Choices::Item> items;
  for (const auto& role :
       co_await visit.deps.lists.roles({.limit = static_cast<int>(kMostOffered) + 1}))
    items.push_back({.value = role.name, .text = role.name});
  co_return items;
}

Task<> put_unit_filter(const Visit& visit, ui::AdminPage& page, const char* name) {
  const auto asked = visit.asked(name);
  const auto units = co_await offered_units(visit);
  if (units.empty() || units.size() > kMostOffered) {
    page.filters.push_back({.name = name,
                            .label_id = "console.filter.unit",
                            .value = asked,
                            .hint_id = "console.filter.unit_hint"});
    co_return;
  }
  ui::Choices choice{.name = name, .legend_id = "console.filter.unit"};
  choice.items.push_back({.value = "", .text_id = "console.any"});
  for (auto& item : items_of(units)) {
    item.selected = item.value == asked || item.text == asked;
    choice.items.push_back(std::move(item));
  }
  page.filter_choices.push_back(std::move(choice));
}

Task<Result<std::optional<Uuid>>> unit_asked(const Visit& visit, std::string_view name) {
  const auto text = visit.asked(name);
  if (text.empty()) co_return std::optional<Uuid>{};
  if (const auto id = parse_uuid(text)) co_return id;
  // In the order of names: those with just this one come first.
  const auto found =
      co_await visit.deps.lists.units({.visible = readable(visit), .name = text, .limit = 2});
  const bool second = found.size() > 1 && (found[0].name != text || found[1].name == text);
  if (found.empty() || second) co_return fail(Errc::invalid, "console.filter.unit_unknown");
  co_return std::optional(found.front().id);
}

}  // namespace tessera::endpoints::admin
