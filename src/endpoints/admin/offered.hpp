// Units and roles to choose from, in forms and in filters of lists.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {

// So many are offered; of more the id, or in a filter the name, is written down.
inline constexpr std::size_t kMostOffered = 200;

// A choice among them, or a field for the id where there are too many to choose from.
void put_choice(ui::AdminForm& form, const char* name, const char* label,
                std::vector<ui::Choices::Item> items);
[[nodiscard]] std::vector<ui::Choices::Item> items_of(const std::vector<access::Unit>& units);
// That this visitor may read; one more than kMostOffered says that there are too many.
[[nodiscard]] Task<std::vector<access::Unit>> offered_units(const Visit& visit);
[[nodiscard]] Task<std::vector<ui::Choices::Item>> role_items(const Visit& visit);

// A filter of a list by unit: a choice, or a field for the name.
[[nodiscard]] Task<> put_unit_filter(const Visit& visit, ui::AdminPage& page, const char* name);
// The unit that the filter names, by id or name; nullopt: none. Errc::invalid
// "console.filter.unit_unknown", also where several have the name.
[[nodiscard]] Task<Result<std::optional<Uuid>>> unit_asked(const Visit& visit,
                                                           std::string_view name);

}  // namespace tessera::endpoints::admin
