// The form of an officer who has a person before the desk: who it is, what was seen, which case.
#pragma once

#include "endpoints/admin/desk_page.hpp"
#include "endpoints/admin/recovery_desk.hpp"

namespace tessera::endpoints::admin {

struct SeenForm {
  std::string id;  // of the element
  std::string heading_id;
  std::string action;
  std::string button;
  std::string button_id;
};
[[nodiscard]] ui::AdminForm make_seen_form(SeenForm form);
// Errc::invalid "admin.recovery.not_seen" without the officer's word; only to whom may act at all.
[[nodiscard]] Result<Vouching> read_seen_form(const Visit& visit, const codec::Form& form);
// Whoever may not do it anywhere is refused, and that is written down.
[[nodiscard]] Task<std::optional<http::Response>> refuse_at_desk(const Visit& visit);

}  // namespace tessera::endpoints::admin
