// Several things changed at once: what would happen is shown first, and only that happens.
#pragma once

#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {

// At most so many at once.
inline constexpr std::size_t kMostAtOnce = 200;

// The form around a list whose lines can be ticked.
[[nodiscard]] ui::AdminForm people_selection();
[[nodiscard]] ui::AdminForm grant_selection();

}  // namespace tessera::endpoints::admin
