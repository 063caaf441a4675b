#include "endpoints/admin/api.hpp"
#include "endpoints/admin/case_desk.hpp"
#include "endpoints/admin/names.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kQueue = "/admin/cases";

std::string path_of(const Uuid& id) {
  return std::string(kQueue) + '/' + to_string(id);
}

Task<http::Response> show_queue(const Visit& visit) {
  const auto found = co_await CaseDesk(visit.deps)
                         .queue(visit.actor, parse_uuid(visit.asked("after")), visit.context());
  if (!found) co_return visit.refuse(found.error(), "/admin");
  ui::AdminPage page{.title_id = "admin.cases.title",
                     .lead_id = "admin.cases.lead",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"admin.col.case", "admin.col.person", "admin.col.opened"},
                     .next_path = visit.next_path(found->next)};
  Names names(visit);
  for (const auto& each : found->items) {
    page.lines.push_back({{short_id(each.id), path_of(each.id)},
                          co_await names.person(each.person),
                          {shown_time(each.opened)}});
  }
  co_return visit.show(page);
}

std::string what_of(const Visit& visit, const authn::CaseStep& step) {
  const auto& locale = visit.context().locale;
  const auto& renderer = visit.deps.web.renderer;
  auto text = renderer.text("admin.case.action." + step.action, locale);
  if (step.notice) {
    const auto kind = std::string(authn::to_string(*step.notice));
    text += ": " + renderer.text("notice." + kind + ".subject", locale);
  }
  if (step.authenticator)
    text +=
        "; " + renderer.text("admin.case.suspended", locale) + ' ' + short_id(*step.authenticator);
  return text;
}

ui::AdminForm note_form(const std::string& path, std::string id, std::string heading,
                        std::string button, std::string button_id, bool warning) {
  return {.id = std::move(id),
          .heading_id = std::move(heading),
          .action = path,
          .button = std::move(button),
          .button_id = std::move(button_id),
          .inputs = {{.name = warning ? "reason" : "note",
                      .label_id = warning ? "admin.case.reason" : "admin.case.note",
                      .type = "textarea"}},
          .warning = warning};
}

Task<http::Response> show_case(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), kQueue);
  const auto view = co_await CaseDesk(visit.deps).view(visit.actor, *id, visit.context());
  if (!view) co_return visit.refuse(view.error(), kQueue);
  const auto& found = view->account_case;
  Names names(visit);
  ui::AdminPage page{
      .title_id = "admin.case.title",
      .lead_id = found.closed ? "admin.case.closed_lead" : "admin.case.lead",
      .back_path = kQueue,
      .notice = visit.notice(),
      .facts = {{"admin.col.id", to_string(found.id)},
                {"admin.col.person", to_string(found.person)},
                {"common.status", std::string(people::to_string(view->person.state))},
                {"admin.col.opened", shown_time(found.opened)},
                {"admin.col.closed", shown_time(found.closed)}},
      .columns = {"admin.col.time", "admin.col.what", "admin.col.actor", "admin.case.note"}};
  for (const auto& step : found.steps) {
    page.lines.push_back({{shown_time(step.time)},
                          {what_of(visit, step)},
                          step.actor ? co_await names.person(*step.actor) : ui::AdminPage::Cell{},
                          {step.note}});
  }
  if (!found.closed && visit.may("account_case.decide")) {
    const auto path = path_of(found.id);
    page.forms.push_back(
        note_form(path, "case-note", "admin.case.add_note", "note", "common.save", false));
    page.forms.push_back(note_form(path, "case-release", "admin.case.release", "release",
                                   "admin.case.release_button", true));
  }
  co_return visit.show(page);
}

Task<Answer> decide_case(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const CaseDesk desk(visit.deps);
  const auto action = form.value("action");
  if (action == "note") {
    const auto noted =
        co_await desk.add_note(visit.actor, *id, form.value("note"), visit.context());
    if (!noted) co_return std::unexpected(noted.error());
    co_return Visit::done(path_of(*id), "changed");
  }
  if (action != "release") co_return fail(Errc::invalid, "form.action");
  const auto released =
      co_await desk.release(visit.actor, *id, form.value("reason"), visit.context());
  if (!released) co_return std::unexpected(released.error());
  co_return Visit::done(kQueue, "status");
}

}  // namespace

void add_case_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kQueue, shown(deps, show_queue));
  router.add(http::Method::get, std::string(kQueue) + "/{id}", shown(deps, show_case));
  router.add(http::Method::post, std::string(kQueue) + "/{id}",
             posted(deps, decide_case, show_case));
}

}  // namespace tessera::endpoints::admin
