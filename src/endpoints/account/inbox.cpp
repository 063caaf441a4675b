#include "endpoints/account/inbox.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/notice_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/inbox";
constexpr int kShown = 20;

ui::InboxPage::Row make_row(const authn::InboxItem& item) {
  return {.id = to_string(item.id),
          .kind = std::string(authn::to_string(item.kind)),
          .time = codec::render_minute(item.happened),
          .what = item.what,
          .until = item.until ? codec::render_minute(*item.until) + " UTC" : "",
          .device = item.device,
          .place = item.place,
          .class_id = item.place.empty() && !item.address_class.empty()
                          ? "account.address." + item.address_class
                          : "",
          .read = item.read,
          .repudiated = item.repudiated};
}

}  // namespace

Task<http::Response> show_inbox(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto& person = entered.session->person;
  const auto query = codec::Form::parse(request.query);
  const auto before = query ? parse_uuid(query->value("before")) : std::nullopt;
  auto items = co_await deps.inbox.list(person, before, kShown + 1);
  ui::InboxPage page{.service = deps.service_name,
                     .notice = notice_of(request),
                     .has_unread = co_await deps.inbox.count_unread(person) > 0};
  if (items.size() > kShown) {
    items.resize(kShown);
    page.next_path = std::string(kPage) + "?before=" + to_string(items.back().id);
  }
  for (const auto& item : items) page.rows.push_back(make_row(item));
  co_return deps.web.page(request, entered.session, page);
}

Task<http::Response> mark_inbox(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  std::vector<Uuid> ids;  // none: all
  if (form->value("action") == "read") {
    const auto id = parse_uuid(form->value("notice"));
    if (!id)
      co_return deps.web.error_page(request, {.code = Errc::invalid, .id = "form.action"}, kPage);
    ids.push_back(*id);
  } else if (form->value("action") != "read_all") {
    co_return deps.web.error_page(request, {.code = Errc::invalid, .id = "form.action"}, kPage);
  }
  co_await deps.inbox.mark_read(entered.session->person, std::move(ids), request.context.received);
  co_return redirect_done(kPage, "read");
}

}  // namespace tessera::endpoints
