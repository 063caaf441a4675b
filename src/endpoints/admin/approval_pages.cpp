// Four eyes in the console: what waits for me, what I asked for, and the page on which a passkey
// signs (docs/adr/0039).
#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/names.hpp"
#include "ui/approval_pages.hpp"

namespace tessera::endpoints::admin {
namespace {

using access::ApprovalRequest;
using View = access::ApprovalService::View;

constexpr const char* kPath = "/admin/approvals";

std::string path_of(const Uuid& id) {
  return std::string(kPath) + '/' + to_string(id);
}

std::string title_of(const Visit& visit, const ApprovalRequest& request) {
  const auto& locale = visit.context().locale;
  auto text = visit.deps.web.renderer.text(
      "approval.kind." + std::string(access::to_string(request.kind)), locale);
  const auto role = codec::text_of(access::what_of(request), "role");
  return role.empty() ? text : text + ": " + role;
}

std::string state_text(const Visit& visit, const ApprovalRequest& request) {
  return visit.deps.web.renderer.text(
      "approval.state." + std::string(access::to_string(request.state)), visit.context().locale);
}

// Whoever decides has to know who it is about: post and employer, and the whole id.
Task<std::string> who(const Visit& visit, const std::optional<Uuid>& id) {
  if (!id) co_return visit.deps.web.renderer.text("approval.system", visit.context().locale);
  const auto person = co_await visit.deps.people.load(*id);
  if (!person || !person->affiliation) co_return to_string(*id);
  co_return person->affiliation->post + ", " + person->affiliation->employer + " (" +
      to_string(*id) + ')';
}

View view_of(std::string_view word) {
  if (word == "mine") return View::mine;
  return word == "all" ? View::all : View::waiting;
}

Task<http::Response> show_list(const Visit& visit) {
  const auto word = visit.asked("view");
  // Who approves nothing sees what he asked for.
  const bool mine = word.empty() && !visit.may("approval.decide");
  const auto view = mine ? View::mine : view_of(word);
  const access::ApprovalFilter filter{.state = access::parse_approval_state(visit.asked("state")),
                                      .after = parse_uuid(visit.asked("after"))};
  const auto found = co_await visit.deps.approvals.list(visit.actor, view, filter, visit.context());
  if (!found) co_return visit.refuse(found.error(), visit.front());
  ui::AdminPage page{.title_id = view == View::mine      ? "approval.mine.title"
                                 : view == View::waiting ? "approval.waiting.title"
                                                         : "approval.all.title",
                     .lead_id = "approval.lead",
                     .back_path = visit.front(),
                     .notice = visit.notice(),
                     .columns = {"approval.col.what", "admin.col.unit", "approval.col.requester",
                                 "common.status", "approval.col.expires"},
                     .next_path = visit.next_path(found->next)};
  if (visit.may("approval.decide"))
    page.links.emplace_back("/admin/approvals?view=waiting", "approval.waiting.title");
  page.links.emplace_back("/admin/approvals?view=mine", "approval.mine.title");
  if (visit.may("approval.read"))
    page.links.emplace_back("/admin/approvals?view=all", "approval.all.title");
  Names names(visit);
  for (const auto& request : found->items) {
    auto unit = co_await names.unit(request.unit);
    auto requester = co_await who(visit, request.requester);
    page.lines.push_back({{title_of(visit, request), path_of(request.id)},
                          {std::move(unit)},
                          {std::move(requester)},
                          {state_text(visit, request)},
                          {shown_time(request.expires)}});
  }
  co_return visit.show(page);
}

std::string joined(const boost::json::value& list) {
  std::string out;
  if (!list.is_array()) return out;
  for (const auto& each : list.as_array()) {
    if (!each.is_string()) continue;
    out += out.empty() ? "" : ", ";
    out.append(each.as_string().data(), each.as_string().size());
  }
  return out;
}

std::string shown_value(const boost::json::value& value) {
  if (value.is_string()) return {value.as_string().data(), value.as_string().size()};
  return value.is_array() ? joined(value) : boost::json::serialize(value);
}

// What is signed, member by member; a member without words of its own shows as it is.
Task<std::vector<std::pair<std::string, std::string>>> signed_facts(const Visit& visit,
                                                                    const ApprovalRequest& request,
                                                                    Names& names) {
  std::vector<std::pair<std::string, std::string>> out;
  out.emplace_back("approval.col.what", title_of(visit, request));
  for (const auto& [key, value] : access::what_of(request)) {
    const std::string name(key);
    const auto plain = shown_value(value);
    auto text = plain;
    if (const auto id = parse_uuid(plain)) {
      if (name == "person") text = co_await who(visit, id);
      if (name == "unit") text = co_await names.unit(*id) + " (" + plain + ')';
    }
    const auto label = "approval.what." + name;
    const bool known = visit.deps.web.renderer.has_text(label, "en");
    out.emplace_back(known ? label : "approval.what.other",
                     known ? std::move(text) : name + ": " + text);
  }
  out.emplace_back("approval.col.reason", request.reason);
  out.emplace_back("approval.col.requester", co_await who(visit, request.requester));
  out.emplace_back("approval.col.needed", std::to_string(request.needed));
  co_return out;
}

std::string why_not(const Visit& visit, const Error& error) {
  const auto& renderer = visit.deps.web.renderer;
  return renderer.has_text(error.id, "en") ? error.id : "approval.not_you";
}

ui::AdminForm button_form(const Uuid& id, std::string word) {
  return {.id = word + "-approval",
          .heading_id = "approval." + word + ".heading",
          .action = path_of(id),
          .button = word,
          .button_id = "approval." + word + ".button",
          .inputs = {}};
}

Task<> add_approvals(const Visit& visit, const access::ApprovalService::Shown& shown,
                     ui::AdminPage& page) {
  page.columns = {"approval.col.approver", "approval.col.verdict", "admin.col.time",
                  "approval.col.reason"};
  for (const auto& each : shown.approvals) {
    auto name = co_await who(visit, each.approver);
    auto verdict = visit.deps.web.renderer.text(
        "approval.verdict." + std::string(access::to_string(each.verdict)), visit.context().locale);
    page.lines.push_back(
        {{std::move(name)}, {std::move(verdict)}, {shown_time(each.signed_at)}, {each.reason}});
  }
}

ui::AdminPage facts_of(const Visit& visit, const ApprovalRequest& request) {
  ui::AdminPage page{.title_id = "approval.title",
                     .back_path = kPath,
                     .notice = visit.notice(),
                     .facts = {{"admin.col.id", to_string(request.id)},
                               {"admin.col.created", shown_time(request.created)},
                               {"approval.col.expires", shown_time(request.expires)},
                               {"approval.col.pool", std::to_string(request.pool)}}};
  if (request.ended) page.facts.emplace_back("approval.col.ended", shown_time(request.ended));
  const auto& renderer = visit.deps.web.renderer;
  if (!request.failure.empty()) {
    const bool known = renderer.has_text(request.failure, "en");
    page.facts.emplace_back(
        "approval.col.failure",
        known ? renderer.text(request.failure, visit.context().locale) : request.failure);
  }
  return page;
}

Task<http::Response> show_request(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), kPath);
  const auto shown = co_await visit.deps.approvals.get(visit.actor, *id, visit.context());
  if (!shown) co_return visit.refuse(shown.error(), kPath);
  const auto& request = shown->request;
  Names names(visit);
  ui::ApprovalPage page{
      .page = facts_of(visit, request),
      .signed_facts = co_await signed_facts(visit, request, names),
      .object = request.object,
      .hash = to_hex(request.object_hash),
      .status_id = "approval.state." + std::string(access::to_string(request.state)),
      .action = path_of(*id)};
  co_await add_approvals(visit, *shown, page.page);
  const bool own = visit.actor.id && request.requester == visit.actor.id;
  if (request.is_open() && own) page.page.forms.push_back(button_form(*id, "withdraw"));
  if (request.state == access::ApprovalState::approved)
    page.page.forms.push_back(button_form(*id, "retry"));
  if (shown->may_decide) {
    using enum access::Verdict;
    page.approve_options = boost::json::serialize(
        co_await visit.deps.approvals.options(visit.actor, request, approve));
    page.refuse_options =
        boost::json::serialize(co_await visit.deps.approvals.options(visit.actor, request, refuse));
  } else if (request.is_open()) {
    page.why_not_id = why_not(visit, shown->may_decide.error());
  }
  const auto& web = visit.deps.web;
  const auto context = visit.page_context();
  int status = 200;
  if (visit.refused) {
    page.reason = visit.refused->form.value("reason");
    if (visit.refused->error.id == "approval.reason") page.reason_error_id = "approval.reason";
    put_refusal(page.page, *visit.refused, web.renderer);
    status = http::status_of(visit.refused->error.code);
  }
  co_return web.respond(visit.request, web.renderer.html(page, context), status);
}

Task<Answer> handle(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  auto& approvals = visit.deps.approvals;
  const auto action = form.value("action");
  Result<ApprovalRequest> done = fail(Errc::invalid, "form.action");
  if (action == "withdraw") {
    done = co_await approvals.withdraw(visit.actor, *id, visit.context());
  } else if (action == "retry") {
    done = co_await approvals.retry(visit.actor, *id, visit.context());
  } else if (const auto verdict = access::parse_verdict(action)) {
    done = co_await approvals.decide(visit.actor, *id, *verdict, form.value("reason"),
                                     form.value("response"), visit.context());
  }
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return Visit::done(path_of(*id), action == "withdraw" ? "withdrawn" : "decided");
}

}  // namespace

void add_approval_pages(http::Router& router, const AdminDeps& deps) {
  const std::string one = std::string(kPath) + "/{id}";
  // Whoever asked, and for whom it is, sees how it stands, with a role or without one.
  router.add(http::Method::get, kPath, shown(deps, show_list, Door::own));
  router.add(http::Method::get, one, shown(deps, show_request, Door::own));
  router.add(http::Method::post, one, posted(deps, handle, show_request, Door::own));
}

}  // namespace tessera::endpoints::admin
