// What the pages of administration share: who may enter, how a page is answered, how a form is
// read.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <boost/json/array.hpp>

#include "endpoints/admin/deps.hpp"
#include "endpoints/admin/refusal.hpp"
#include "ui/admin_pages.hpp"

namespace tessera::endpoints::admin {

// A signed-in civil servant, at aal2; with at least one role, but where Door::own lets in.
struct Visit {
  const AdminDeps& deps;
  http::Request& request;
  std::optional<authn::Session> session;
  access::Actor actor;
  std::optional<Refusal> refused = {};  // the form that this page is shown again for

  [[nodiscard]] const RequestContext& context() const { return request.context; }
  // Whether the actor may use this permission anywhere.
  [[nodiscard]] bool may(std::string_view permission) const;
  [[nodiscard]] http::Response show(const ui::AdminPage& page) const;
  // With the way to administration, for whoever has one.
  [[nodiscard]] ui::PageContext page_context() const;
  [[nodiscard]] std::string front() const;  // "/admin", "/account" without a role
  [[nodiscard]] http::Response refuse(const Error& error, std::string_view back) const;
  // 303 to a page of ours that says so; word is one of those with a text admin.done.<word>.
  [[nodiscard]] static http::Response done(const std::string& path, std::string_view word);
  [[nodiscard]] std::string notice() const;  // the text id for ?done=<word>, or ""
  [[nodiscard]] std::string asked(std::string_view name) const;  // a query parameter, "" if absent
  // The link to the next page of a list; "" without a token.
  [[nodiscard]] std::string next_path(const std::string& token) const;
};

using VisitPage = std::function<Task<http::Response>(const Visit&)>;
// An Error shows the page again with what was typed.
using VisitForm = std::function<Task<Result<http::Response>>(const Visit&, const codec::Form&)>;
// own: the page shows what concerns the visitor himself, so he needs no role; what it shows to whom
// is decided behind it.
enum class Door { role, own };
[[nodiscard]] http::Handler shown(const AdminDeps& deps, VisitPage page, Door door = Door::role);
// Only with the CSRF token of this browser. page: of the same path.
[[nodiscard]] http::Handler posted(const AdminDeps& deps, VisitForm form, VisitPage page,
                                   Door door = Door::role);

// An optional date of a form. Errc::invalid "admin.date", which names the field.
[[nodiscard]] Result<std::optional<TimePoint>> date_of(const codec::Form& form,
                                                       std::string_view name);
// What stands on the lines of a text field, without the empty ones.
[[nodiscard]] boost::json::array lines_of(std::string_view text);
// "2026-11-20 08:15", UTC; "" for none.
[[nodiscard]] std::string shown_time(const std::optional<TimePoint>& time);

void add_people_pages(http::Router& router, const AdminDeps& deps);
void add_case_pages(http::Router& router, const AdminDeps& deps);
void add_recovery_pages(http::Router& router, const AdminDeps& deps);
void add_card_pages(http::Router& router, const AdminDeps& deps);
void add_explain_pages(http::Router& router, const AdminDeps& deps);
void add_bulk_pages(http::Router& router, const AdminDeps& deps);
void add_session_pages(http::Router& router, const AdminDeps& deps);
void add_access_pages(http::Router& router, const AdminDeps& deps);
void add_approval_pages(http::Router& router, const AdminDeps& deps);
void add_reproof_pages(http::Router& router, const AdminDeps& deps);
void add_break_glass_pages(http::Router& router, const AdminDeps& deps);
void add_campaign_pages(http::Router& router, const AdminDeps& deps);
void add_client_pages(http::Router& router, const AdminDeps& deps);
void add_client_form_pages(http::Router& router, const AdminDeps& deps);
void add_client_token_pages(http::Router& router, const AdminDeps& deps);
void add_key_pages(http::Router& router, const AdminDeps& deps);
void add_scim_pages(http::Router& router, const AdminDeps& deps);
void add_journal_pages(http::Router& router, const AdminDeps& deps);

}  // namespace tessera::endpoints::admin
