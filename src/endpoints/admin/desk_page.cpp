#include "endpoints/admin/desk_page.hpp"

#include <algorithm>
#include <array>

#include "endpoints/admin/api.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr std::array<std::string_view, 11> kDone{"granted", "revoked",   "created", "changed",
                                                 "ended",   "invited",   "status",  "sent",
                                                 "decided", "withdrawn", "card"};

struct Entry {
  std::optional<authn::Session> session;
  std::optional<access::Actor> actor;
  std::optional<http::Response> refusal;
};

bool is_read(const http::Request& request) {
  return request.method == http::Method::get || request.method == http::Method::head;
}

Task<Entry> enter(const AdminDeps& deps, http::Request& request, Door door) {
  Entry entry{.session = co_await deps.web.current_session(request)};
  if (!entry.session || !satisfies(entry.session->acr, Acr::aal2)) {
    // A form that was posted without a session starts again at the front page of administration.
    entry.refusal = deps.web.redirect_to_sign_in(request, Acr::aal2,
                                                 {.return_to = is_read(request) ? "" : "/admin",
                                                  .cancel_to = "/account",
                                                  .essential = true});
    co_return entry;
  }
  auto actor = co_await deps.access.load_actor(entry.session->person, request.context.received);
  actor.acr = entry.session->acr;
  actor.session = entry.session->id;
  if (!actor.staff_active || (actor.roles.empty() && door == Door::role)) {
    entry.refusal =
        deps.web.error_page(request, {.code = Errc::forbidden, .id = "admin.no_role"}, "/account");
    co_return entry;
  }
  if (!actor.roles.empty() &&
      !satisfies(actor.acr, actor.least)) {  // the person is led there, or told what is missing
    entry.refusal = deps.web.redirect_to_sign_in(request, actor.least,
                                                 {.return_to = is_read(request) ? "" : "/admin",
                                                  .cancel_to = "/account",
                                                  .essential = true});
    co_return entry;
  }
  entry.actor = std::move(actor);
  co_return entry;
}

}  // namespace

bool Visit::may(std::string_view permission) const {
  const auto units = access::units_for(actor, permission, context().received);
  return !units || !units->empty();
}

http::Response Visit::show(const ui::AdminPage& page) const {
  if (!refused) return deps.web.respond(request, deps.web.renderer.html(page, page_context()));
  auto again = page;
  put_refusal(again, *refused, deps.web.renderer);
  return deps.web.respond(request, deps.web.renderer.html(again, page_context()),
                          http::status_of(refused->error.code));
}

ui::PageContext Visit::page_context() const {
  auto context = deps.web.page_context(request, session);
  if (!actor.roles.empty())
    context.navigation.insert(context.navigation.begin(), {"/admin", "admin.nav"});
  return context;
}

std::string Visit::front() const {
  return actor.roles.empty() ? "/account" : "/admin";
}

http::Response Visit::refuse(const Error& error, std::string_view back) const {
  return deps.web.error_page(request, refused ? refused->error : error, back);
}

http::Response Visit::done(const std::string& path, std::string_view word) {
  return http::redirect(codec::with_query(path, {{"done", std::string(word)}}));
}

std::string Visit::notice() const {
  const auto word = asked("done");
  return std::ranges::find(kDone, word) == kDone.end() ? std::string{} : "admin.done." + word;
}

std::string Visit::asked(std::string_view name) const {
  const auto form = codec::Form::parse(request.query);
  return form ? form->value(name) : std::string{};
}

std::string Visit::next_path(const std::string& token) const {
  if (token.empty()) return {};
  auto fields = codec::Form::parse(request.query).value_or(codec::Form{}).fields();
  std::erase_if(fields,
                [](const auto& field) { return field.first == "after" || field.first == "done"; });
  fields.emplace_back("after", token);
  return codec::with_query(request.path, fields);
}

http::Handler shown(const AdminDeps& deps, VisitPage page, Door door) {
  return [&deps, page = std::move(page), door](http::Request& request) -> Task<http::Response> {
    auto entry = co_await enter(deps, request, door);
    if (entry.refusal) co_return std::move(*entry.refusal);
    const Visit visit{deps, request, std::move(entry.session), std::move(*entry.actor)};
    co_return co_await page(visit);
  };
}

http::Handler posted(const AdminDeps& deps, VisitForm handle, VisitPage page, Door door) {
  return [&deps, handle = std::move(handle), page = std::move(page),
          door](http::Request& request) -> Task<http::Response> {
    auto entry = co_await enter(deps, request, door);
    if (entry.refusal) co_return std::move(*entry.refusal);
    Visit visit{deps, request, std::move(entry.session), std::move(*entry.actor)};
    auto form = deps.web.checked_form(request);
    if (!form) co_return visit.refuse(form.error(), visit.front());
    auto answer = co_await handle(visit, *form);
    if (answer) co_return std::move(*answer);
    visit.refused = Refusal{.error = std::move(answer.error()), .form = std::move(*form)};
    co_return co_await page(visit);
  };
}

Result<std::optional<TimePoint>> date_of(const codec::Form& form, std::string_view name) {
  const auto text = form.value(name);
  if (text.empty()) return std::optional<TimePoint>{};
  if (const auto time = parse_rfc3339(text)) return time;
  Error error{.code = Errc::invalid, .id = "admin.date"};
  error.fields.push_back({.field = std::string(name), .id = "admin.date"});
  return std::unexpected(std::move(error));
}

boost::json::array lines_of(std::string_view text) {
  boost::json::array out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string shown_time(const std::optional<TimePoint>& time) {
  if (!time) return {};
  auto text = rfc3339(*time).substr(0, 16);
  text[10] = ' ';
  return text;
}

}  // namespace tessera::endpoints::admin
