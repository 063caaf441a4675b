// Choices that several pages of administration offer.
#pragma once

#include <vector>

#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {

// The catalogue of purposes.
[[nodiscard]] Task<std::vector<ui::Choices::Item>> purpose_items(const Visit& visit);

void add_work_pages(http::Router& router, const AdminDeps& deps);

}  // namespace tessera::endpoints::admin
