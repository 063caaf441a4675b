// Emergencies in the browser: declared after one proof more, ended, and reviewed (docs/adr/0040).
#include <charconv>

#include <boost/algorithm/string/join.hpp>

#include <tessera/access/emergency.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/find_login.hpp"
#include "endpoints/admin/names.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/break-glass";
constexpr const char* kConfirm = "/admin/break-glass/confirm";

std::string path_of(const Uuid& id) {
  return std::string(kPath) + '/' + to_string(id);
}

bool is_confirmed(const Visit& visit) {
  return visit.session && oversight::extra_factor(visit.session->proofs, visit.session->created,
                                                  visit.context().received);
}

std::string text(const Visit& visit, const std::string& id) {
  return visit.deps.web.renderer.text(id, visit.context().locale);
}

std::string status_of(const Visit& visit, const oversight::Emergency& each) {
  if (each.review)
    return text(visit, "break_glass.verdict." + std::string(to_string(each.review->verdict)));
  if (each.in_force(visit.context().received)) return text(visit, "break_glass.status.in_force");
  return text(visit, each.suspended ? "break_glass.status.suspended" : "break_glass.status.waits");
}

Task<ui::AdminForm> open_form(const Visit& visit) {
  ui::Choices permissions{.name = "permission", .legend_id = "break_glass.permissions"};
  for (const auto& name : co_await visit.deps.break_glass.offered())
    permissions.items.push_back({.value = name, .text = name});
  ui::Choices units{.name = "unit", .legend_id = "admin.col.unit"};
  const auto reach = access::units_for(visit.actor, access::kBreakGlass, visit.context().received);
  Names names(visit);
  for (const auto& unit : reach.value_or(std::set<Uuid>{}))
    units.items.push_back({.value = to_string(unit), .text = co_await names.unit(unit)});
  co_return ui::AdminForm{.id = "open-emergency",
                          .heading_id = "break_glass.open_heading",
                          .action = kPath,
                          .button = "open",
                          .button_id = "break_glass.open_button",
                          .inputs = {{.name = "reason",
                                      .label_id = "break_glass.reason",
                                      .hint_id = "break_glass.reason_hint",
                                      .type = "textarea"},
                                     {.name = "subject",
                                      .label_id = "break_glass.subject",
                                      .hint_id = "break_glass.subject_hint"},
                                     {.name = "length",
                                      .label_id = "break_glass.length",
                                      .value = "60",
                                      .input_mode = "numeric",
                                      .width = "3"}},
                          .choices = {std::move(units)},
                          .checks = {std::move(permissions)},
                          .warning = true};
}

Task<http::Response> show_all(const Visit& visit) {
  oversight::EmergencyFilter filter{.after = parse_uuid(visit.asked("after"))};
  const auto found = co_await visit.deps.break_glass.list(visit.actor, filter, visit.context());
  if (!found) co_return visit.refuse(found.error(), "/admin");
  ui::AdminPage page{.title_id = "break_glass.title",
                     .lead_id = "break_glass.lead",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"break_glass.number", "admin.col.actor", "break_glass.opened",
                                 "break_glass.review_due", "common.status"},
                     .next_path = visit.next_path(found->next)};
  Names names(visit);
  for (const auto& each : found->items) {
    page.lines.push_back({{short_id(each.id), path_of(each.id)},
                          co_await names.person(each.actor),
                          {shown_time(each.opened)},
                          {shown_time(each.review_due)},
                          {status_of(visit, each)}});
  }
  if (visit.may(access::kBreakGlass)) {
    if (is_confirmed(visit))
      page.forms.push_back(co_await open_form(visit));
    else
      page.links.emplace_back(kConfirm, "break_glass.confirm");
  }
  co_return visit.show(page);
}

// One proof more, and back to where it is needed.
Task<http::Response> confirm(const Visit& visit) {
  const auto id = parse_uuid(visit.asked("review"));
  co_return visit.deps.web.redirect_to_sign_in(visit.request, Acr::aal2_phr,
                                               {.return_to = id ? path_of(*id) : kPath,
                                                .cancel_to = "/admin",
                                                .fresh = true,
                                                .not_before = visit.context().received,
                                                .person = visit.actor.id,
                                                .essential = true});
}

Task<Result<std::optional<Uuid>>> subject_of(const Visit& visit, const std::string& typed) {
  if (typed.empty()) co_return std::optional<Uuid>{};
  if (const auto id = parse_uuid(typed)) co_return id;
  auto reach = reach_of(visit, access::kBreakGlass);
  reach.staff_only = false;
  const auto person = co_await find_login(visit, std::move(reach), typed);
  if (!person) co_return std::unexpected(person.error());
  co_return std::optional(person->id);
}

Task<Answer> open(const Visit& visit, const codec::Form& form) {
  if (!visit.session || !visit.may(access::kBreakGlass)) {
    const auto denied = co_await visit.deps.access.require(
        visit.actor, access::kBreakGlass, {.type = "break_glass"}, visit.context());
    if (!denied) co_return std::unexpected(denied.error());
    co_return fail(Errc::forbidden, "break_glass.token");
  }
  const auto unit = parse_uuid(form.value("unit"));
  if (!unit) co_return fail(Errc::invalid, "unit.unknown");
  const auto subject = co_await subject_of(visit, form.value("subject"));
  if (!subject) co_return std::unexpected(subject.error());
  const auto typed = form.value("length");
  int length = 0;
  std::from_chars(typed.data(), typed.data() + typed.size(), length);
  oversight::EmergencyWish wish{.permissions = form.all("permission"),
                                .unit = *unit,
                                .subject = *subject,
                                .reason = form.value("reason"),
                                .length = minutes{length}};
  const auto opened = co_await visit.deps.break_glass.open(visit.actor, *visit.session,
                                                           std::move(wish), visit.context());
  if (!opened) co_return std::unexpected(opened.error());
  co_return Visit::done(path_of(opened->id), "created");
}

std::vector<std::pair<std::string, std::string>> facts_of(const Visit& visit,
                                                          const oversight::Emergency& each,
                                                          std::string actor, std::string unit,
                                                          std::string subject) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"break_glass.number", short_id(each.id)},
      {"common.status", status_of(visit, each)},
      {"admin.col.actor", std::move(actor)},
      {"break_glass.reason", each.reason},
      {"break_glass.permissions", boost::algorithm::join(each.permissions, ", ")},
      {"admin.col.unit", std::move(unit)},
      {"break_glass.subject", std::move(subject)},
      {"break_glass.opened", shown_time(each.opened)},
      {"break_glass.ends", shown_time(each.ended ? *each.ended : each.ends)},
      {"break_glass.review_due", shown_time(each.review_due)}};
  if (each.review) {
    facts.emplace_back("break_glass.findings", each.review->findings);
    facts.emplace_back("break_glass.reviewed", shown_time(each.review->at));
  }
  return facts;
}

ui::AdminForm review_form(const std::string& path) {
  ui::Choices verdict{.name = "verdict", .legend_id = "break_glass.verdict"};
  for (const auto* word : {"justified", "unjustified"})
    verdict.items.push_back({.value = word, .text_id = "break_glass.verdict." + std::string(word)});
  return {.id = "review-emergency",
          .heading_id = "break_glass.review_heading",
          .action = path,
          .button = "review",
          .button_id = "break_glass.review_button",
          .inputs = {{.name = "findings",
                      .label_id = "break_glass.findings",
                      .hint_id = "break_glass.findings_hint",
                      .type = "textarea"}},
          .choices = {std::move(verdict)},
          .warning = true};
}

Task<http::Response> show_one(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), kPath);
  const auto found = co_await visit.deps.break_glass.get(visit.actor, *id, visit.context());
  if (!found) co_return visit.refuse(found.error(), kPath);
  const auto& each = found->emergency;
  Names names(visit);
  const auto actor = co_await names.person(each.actor);
  ui::AdminPage::Cell subject;
  if (each.subject) subject = co_await names.person(*each.subject);
  ui::AdminPage page{
      .title_id = "break_glass.one",
      .back_path = kPath,
      .notice = visit.notice(),
      .facts = facts_of(visit, each, actor.text, co_await names.unit(each.unit), subject.text),
      .columns = {"admin.col.person", "break_glass.touched", "admin.col.permission"}};
  for (const auto& touch : found->touches) {
    page.lines.push_back(
        {co_await names.person(touch.person), {shown_time(touch.first)}, {touch.permission}});
  }
  const auto path = path_of(each.id);
  if (each.actor == visit.actor.id && each.in_force(visit.context().received)) {
    page.forms.push_back({.id = "end-emergency",
                          .heading_id = "break_glass.end_heading",
                          .action = path,
                          .button = "end",
                          .button_id = "break_glass.end_button",
                          .inputs = {}});
  }
  if (found->may_review && is_confirmed(visit))
    page.forms.push_back(review_form(path));
  else if (found->may_review)
    page.links.emplace_back(std::string(kConfirm) + "?review=" + to_string(each.id),
                            "break_glass.confirm_review");
  co_return visit.show(page);
}

Task<Answer> change(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  if (form.value("action") == "end") {
    const auto ended = co_await visit.deps.break_glass.end(visit.actor, *id, visit.context());
    if (!ended) co_return std::unexpected(ended.error());
    co_return Visit::done(path_of(*id), "ended");
  }
  if (form.value("action") != "review" || !visit.session)
    co_return fail(Errc::invalid, "form.action");
  const auto verdict = oversight::parse_review_verdict(form.value("verdict"));
  if (!verdict) co_return fail(Errc::invalid, "break_glass.verdict_needed");
  const auto reviewed = co_await visit.deps.break_glass.review(
      visit.actor, *visit.session, *id, *verdict, form.value("findings"), visit.context());
  if (!reviewed) co_return std::unexpected(reviewed.error());
  co_return Visit::done(path_of(*id), "changed");
}

}  // namespace

void add_break_glass_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show_all));
  router.add(http::Method::post, kPath, posted(deps, open, show_all));
  router.add(http::Method::get, kConfirm, shown(deps, confirm));
  router.add(http::Method::get, std::string(kPath) + "/{id}", shown(deps, show_one));
  router.add(http::Method::post, std::string(kPath) + "/{id}", posted(deps, change, show_one));
}

}  // namespace tessera::endpoints::admin
