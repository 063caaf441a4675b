#include "endpoints/account/recovery_links.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/account/recovery.hpp"
#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

struct Link {
  std::string id;
  std::string ticket;
};

Link link_of(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  if (!query) return {};
  return {query->value("id"), query->value("t")};
}

ui::SafeUrl action_of(const char* path, const Link& link) {
  return ui::SafeUrl::local(codec::with_query(path, {{"id", link.id}, {"t", link.ticket}}));
}

http::Response message(const AccountDeps& deps, http::Request& request, std::string id,
                       int status = 200) {
  const ui::RecoverMessagePage page{
      .id = std::move(id), .next = ui::SafeUrl::local("/"), .next_id = "recover.to_start"};
  return deps.web.page(request, std::nullopt, page, status);
}

http::Response link_gone(const AccountDeps& deps, http::Request& request) {
  return message(deps, request, "recover.link_gone", 410);
}

bool is_open(authn::RecoveryState state) {
  return state == authn::RecoveryState::waiting || state == authn::RecoveryState::ready ||
         state == authn::RecoveryState::binding;
}

}  // namespace

Task<http::Response> show_recover_cancel(const AccountDeps& deps, http::Request& request) {
  const auto link = link_of(request);
  const auto status = co_await deps.recovery.look(link.id, link.ticket);
  if (!status) co_return link_gone(deps, request);
  if (status->state == authn::RecoveryState::cancelled)
    co_return message(deps, request, "recover.cancelled");
  if (!is_open(status->state)) co_return message(deps, request, "recover.over");
  const ui::RecoverConfirmPage page{.id = "recover.cancel",
                                    .action = action_of("/recover/cancel", link),
                                    .when = codec::render_minute(status->requested) + " UTC",
                                    .warning = true};
  co_return deps.web.page(request, std::nullopt, page);
}

Task<http::Response> cancel_recover(const AccountDeps& deps, http::Request& request) {
  const auto link = link_of(request);
  const auto form = deps.web.checked_form(request);
  if (!form)
    co_return deps.web.error_page(request, form.error(), action_of("/recover/cancel", link).text());
  const auto cancelled = co_await deps.recovery.cancel(link.id, link.ticket, request.context);
  if (!cancelled) co_return message(deps, request, "recover.over", 409);
  co_return message(deps, request, "recover.cancelled");
}

Task<http::Response> show_recover_contact(const AccountDeps& deps, http::Request& request) {
  const auto link = link_of(request);
  const auto invitation = co_await deps.setup.look_at_invitation(link.id, link.ticket);
  if (!invitation) co_return link_gone(deps, request);
  if (invitation->confirmed) co_return message(deps, request, "recover.contact_done");
  const ui::RecoverConfirmPage page{.id = "recover.contact",
                                    .action = action_of("/recover/contact", link),
                                    .who = invitation->known_as};
  co_return deps.web.page(request, std::nullopt, page);
}

Task<http::Response> accept_recover_contact(const AccountDeps& deps, http::Request& request) {
  const auto link = link_of(request);
  const auto form = deps.web.checked_form(request);
  if (!form)
    co_return deps.web.error_page(request, form.error(),
                                  action_of("/recover/contact", link).text());
  const auto accepted =
      co_await deps.setup.accept_invitation(link.id, link.ticket, request.context);
  if (!accepted) co_return link_gone(deps, request);
  co_return message(deps, request, "recover.contact_done");
}

Task<http::Response> show_recover_help(const AccountDeps& deps, http::Request& request) {
  const auto link = link_of(request);
  const auto asked =
      co_await deps.setup.look_at_help(link.id, link.ticket, request.context.received);
  if (!asked || asked->answered) co_return link_gone(deps, request);
  const ui::RecoverConfirmPage page{
      .id = "recover.help", .action = action_of("/recover/help", link), .who = asked->known_as};
  co_return deps.web.page(request, std::nullopt, page);
}

Task<http::Response> give_recover_help(const AccountDeps& deps, http::Request& request) {
  const auto link = link_of(request);
  const auto form = deps.web.checked_form(request);
  if (!form)
    co_return deps.web.error_page(request, form.error(), action_of("/recover/help", link).text());
  const auto code = co_await deps.setup.give_help(link.id, link.ticket, request.context);
  if (!code) co_return link_gone(deps, request);
  const ui::RecoverMessagePage page{.id = "recover.helped",
                                    .code = std::string(code->reveal()),
                                    .code_id = "recover.helped.code",
                                    .next = ui::SafeUrl::local("/"),
                                    .next_id = "recover.to_start"};
  co_return deps.web.page(request, std::nullopt, page);
}

}  // namespace tessera::endpoints
