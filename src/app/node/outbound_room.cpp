#include "app/node/outbound_room.hpp"

#include <tessera/base/unavailable.hpp>

#include "app/node/outbound_options.hpp"

namespace tessera::app {
namespace {

// Of a command that sends nothing; a node does not start without mail settings.
class NoMail final : public outbound::MailTransport {
 public:
  Task<Result<void>> send(outbound::Mail) override {
    throw Unavailable("mail", "no [mail] is configured");
    co_return Result<void>{};
  }
};

std::unique_ptr<outbound::MailTransport> make_mail(const Settings& settings, const Clock& clock) {
  const auto& from = settings.text("mail.from");
  if (settings.text("mail.transport") == "folder") {
    return outbound::make_folder_transport(settings.text("mail.folder"), from, clock);
  }
  if (settings.text("mail.smtp_url").empty()) return std::make_unique<NoMail>();
  return outbound::make_smtp_transport({.url = settings.text("mail.smtp_url"),
                                        .from = from,
                                        .username = settings.text("mail.smtp_username"),
                                        .password = Secret(settings.text("mail.smtp_password")),
                                        .ca_file = settings.text("mail.ca_file")},
                                       clock);
}

outbound::MailRenderer render_with(const ui::Renderer& renderer) {
  return
      [&renderer](std::string_view name, const boost::json::object& data, std::string_view locale) {
        auto mail = renderer.mail(name, data, locale);
        return outbound::MailText{std::move(mail.subject), std::move(mail.text)};
      };
}

}  // namespace

OutboundRoom::OutboundRoom(const Settings& settings, Backends& b, AuthnRoom& authn,
                           OauthRoom& oauth, const ui::Renderer& renderer)
    : backends(b),
      outbox(b.database),
      mail(make_mail(settings, *b.clock)),
      http(make_outbound_options(settings)),
      gateway(http, {.url = settings.text("codes.gateway_url"),
                     .check_url = settings.text("codes.gateway_check_url"),
                     .token = Secret(settings.text("codes.gateway_token"))}),
      has_gateway(!settings.text("codes.gateway_url").empty()),
      worker({.outbox = outbox, .clock = *b.clock, .random = b.random}) {
  auto& ended = authn.authn.ended_messages();
  auto& logout = oauth.services->logout();
  worker.handle("mail", outbound::make_mail_handler(b.keyring, render_with(renderer), *mail));
  worker.handle("notice", outbound::make_notice_handler(authn.authn.notice_delivery()));
  worker.handle("recovery_code", outbound::make_recovery_code_handler(authn.authn.recovery()));
  worker.handle("gateway_code",
                outbound::make_gateway_code_handler(
                    b.keyring, gateway, settings.boolean("codes.gateway_unchecked"), *b.clock));
  worker.handle("recovered", outbound::make_recovered_handler(authn.authn.sessions(), logout));
  worker.handle("session_ended", outbound::make_session_ended_handler(ended, logout));
  worker.handle("person_ended", outbound::make_person_ended_handler(ended, logout));
  worker.handle("affiliation_ended", outbound::make_affiliation_ended_handler(ended, logout));
  worker.handle("authenticator_ended", outbound::make_authenticator_ended_handler(ended));
  worker.handle("backchannel_logout", outbound::make_logout_handler(logout, http));
  auto& ciba = oauth.services->ciba();
  worker.handle("ciba_request", outbound::make_ciba_request_handler(ciba));
  worker.handle("ciba_ping", outbound::make_ciba_ping_handler(ciba, http));
}

Task<> OutboundRoom::open() {
  return outbox.add_months(backends.clock->now());
}

void OutboundRoom::add_jobs(runtime::Jobs& jobs) {
  // A hanging portal or mail server holds up its own kind only.
  const auto deliver = [&](std::string name, std::vector<std::string> kinds) {
    jobs.every(std::move(name), seconds(1), [this, kinds = std::move(kinds)]() -> Task<> {
      while (co_await worker.run_once(kinds) > 0) {
      }
    });
  };
  deliver("outbox.ended", {"session_ended", "person_ended", "affiliation_ended",
                           "authenticator_ended", "recovered", "recovery_code"});
  if (has_gateway) deliver("outbox.gateway_code", {"gateway_code"});
  deliver("outbox.notice", {"notice"});
  deliver("outbox.oversight", {"break_glass", "campaign"});
  deliver("outbox.mail", {"mail"});
  deliver("outbox.logout", {"backchannel_logout"});
  deliver("outbox.ciba_request", {"ciba_request"});
  deliver("outbox.ciba_ping", {"ciba_ping"});
  jobs.every("outbox.measure", seconds(30), [this]() -> Task<> { return worker.measure(); });
  jobs.every("outbox.clean_up", hours(1), [this]() -> Task<> { return worker.clean_up(); });
  jobs.every("outbox.months", hours(12), [this]() -> Task<> { return open(); });
}

}  // namespace tessera::app
