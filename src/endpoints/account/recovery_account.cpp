#include "endpoints/account/recovery_account.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/account/recovery.hpp"
#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/recovery";
constexpr const char* kAddress = "/account/recovery/address";
constexpr const char* kContact = "/account/recovery/contact";
constexpr std::size_t kMostContacts = 3;

int status_of_form(const Error& error) {
  return error.code == Errc::rate_limited ? http::status_of(error.code) : 400;
}

Task<http::Response> show_overview(const AccountDeps& deps, http::Request& request,
                                   const authn::Session& session,
                                   std::vector<ui::FieldMessage> errors) {
  const auto& person = session.person;
  ui::AccountRecoveryPage page{.notice = notice_of(request), .errors = std::move(errors)};
  if (const auto open = co_await deps.recovery.find(person)) {
    page.under_way = codec::render_minute(open->requested) + " UTC";
    page.until = open->due ? codec::render_minute(*open->due) : "";
  }
  const auto codes = co_await deps.setup.codes(person);
  page.saved = codes.saved;
  if (codes.saved_made) page.saved_made = codec::render_minute(*codes.saved_made);
  for (auto& each : co_await deps.setup.addresses(person))
    page.addresses.push_back(
        {.mail = std::move(each.mail), .second = each.second, .restricted = each.restricted});
  for (auto& each : co_await deps.setup.contacts(person)) {
    page.contacts.push_back({.id = to_string(each.id),
                             .name = std::move(each.name),
                             .mail = std::move(each.mail),
                             .confirmed = each.confirmed});
  }
  page.numbers = deps.setup.takes_numbers();
  page.more_contacts = page.contacts.size() < kMostContacts;
  page.enough = authn::leads_back(co_await deps.setup.recovery_set(person));
  const int status = page.errors.empty() ? 200 : 409;
  co_return deps.web.page(request, session, page, status);
}

}  // namespace

Task<http::Response> show_account_recovery(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return co_await show_overview(deps, request, *entered.session, {});
}

Task<http::Response> change_account_recovery(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  const bool cancels = form && form->value("action") == "cancel";
  // To stop a recovery any live session will do, also an old one at a low level.
  if (cancels) {
    const auto session = co_await deps.web.current_session(request);
    if (session) {
      static_cast<void>(co_await deps.recovery.cancel_mine(session->person, request.context));
      co_return redirect_done(kPage, "stopped");
    }
  }
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto action = form->value("action");
  if (action == "saved_code") {
    const auto code = co_await deps.setup.make_saved_code(session, request.context);
    if (!code) co_return co_await show_overview(deps, request, session, {{"", code.error().id}});
    const ui::RecoverMessagePage page{.id = "account.saved_code",
                                      .code = std::string(code->reveal()),
                                      .code_id = "account.saved_code.code",
                                      .next = ui::SafeUrl::local(kPage),
                                      .next_id = "account.saved_code.next"};
    co_return deps.web.page(request, session, page);
  }
  if (action == "remove_address") {
    static_cast<void>(co_await deps.setup.remove_address(session, request.context));
    co_return redirect_done(kPage, "address_gone");
  }
  if (action == "remove_number") {
    static_cast<void>(co_await deps.setup.remove_number(session, request.context));
    co_return redirect_done(kPage, "number_gone");
  }
  if (action == "remove_contact") {
    const auto id = parse_uuid(form->value("contact")).value_or(Uuid{});
    const auto removed = co_await deps.setup.remove_contact(session, id, request.context);
    if (removed) co_return redirect_done(kPage, "contact_gone");
    co_return co_await show_overview(deps, request, session, {{"", removed.error().id}});
  }
  co_return deps.web.error_page(request, Error{.code = Errc::invalid, .id = "form.action"}, kPage);
}

Task<http::Response> show_address(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kAddress, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto query = codec::Form::parse(request.query);
  const bool sent = query && query->value("step") == "code";
  co_return deps.web.page(request, entered.session, ui::AccountAddressPage{.asks_code = sent});
}

Task<http::Response> save_address(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kAddress, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kAddress);
  const auto& session = *entered.session;
  if (form->value("action") == "confirm") {
    const auto saved =
        co_await deps.setup.confirm_address(session, form->value("code"), request.context);
    if (saved) co_return redirect_done(kPage, "saved_address");
    const ui::AccountAddressPage page{.asks_code = true, .errors = {{"code", saved.error().id}}};
    co_return deps.web.page(request, session, page, status_of_form(saved.error()));
  }
  auto mail = form->value("mail");
  const auto offered = co_await deps.setup.offer_address(session, mail, request.context);
  if (offered) co_return http::redirect(std::string(kAddress) + "?step=code");
  const ui::AccountAddressPage page{.mail = std::move(mail),
                                    .errors = {{"mail", offered.error().id}}};
  co_return deps.web.page(request, session, page, status_of_form(offered.error()));
}

Task<http::Response> show_contact(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kContact, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return deps.web.page(request, entered.session, ui::AccountContactPage{});
}

Task<http::Response> add_contact(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kContact, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kContact);
  ui::AccountContactPage page{.name = form->value("name"),
                              .mail = form->value("mail"),
                              .known_as = form->value("known_as")};
  const auto added = co_await deps.setup.add_contact(
      *entered.session, {.name = page.name, .mail = page.mail, .known_as = page.known_as},
      request.context);
  if (added) co_return redirect_done(kPage, "invited");
  const auto& id = added.error().id;
  const bool about_name = id == "contact.name";
  const bool about_known = id == "contact.known_as";
  page.errors = {{about_name ? "name" : about_known ? "known_as" : "mail", id}};
  co_return deps.web.page(request, entered.session, page, status_of_form(added.error()));
}

}  // namespace tessera::endpoints
