// What is done with each kind of message. Payloads are as base/outbox_message.hpp says.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/authn/code_gateway.hpp>
#include <tessera/authn/ended_messages.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/recovery_service.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/oauth/ciba_service.hpp>
#include <tessera/oauth/logout_service.hpp>
#include <tessera/outbound/http_client.hpp>
#include <tessera/outbound/mail.hpp>
#include <tessera/outbound/outbox_worker.hpp>

namespace tessera::outbound {

struct MailText {
  std::string subject;
  std::string text;
};
// Renders a template of src/ui/mail; given by app from ui.
using MailRenderer = std::function<MailText(std::string_view name, const boost::json::object& data,
                                            std::string_view locale)>;

// "mail": a box under the purpose "secret_box", context outbox_context(id), holding JSON
// {"to", "template", "locale", "data"}.
[[nodiscard]] DeliveryHandler make_mail_handler(const crypto::KeyringHolder& keyring,
                                                MailRenderer render, MailTransport& transport);
// "notice": the row of the inbox, then a mail to each address.
[[nodiscard]] DeliveryHandler make_notice_handler(authn::NoticeDelivery& notices);
// "backchannel_logout" (OpenID Connect Back-Channel Logout 1.0 2.5): 200 and 204 are success, 400
// is the client's final word, anything else is tried again.
[[nodiscard]] DeliveryHandler make_logout_handler(oauth::LogoutService& logout, HttpClient& client);
// "ciba_request" {"pending"}: the mail that tells the person of it.
[[nodiscard]] DeliveryHandler make_ciba_request_handler(oauth::CibaService& ciba);
// "ciba_ping" {"pending"} (CIBA 10.2): 200 and 204 are success; a redirect or a refusal is the
// client's final word, it may still poll; anything else is tried again.
[[nodiscard]] DeliveryHandler make_ciba_ping_handler(oauth::CibaService& ciba, HttpClient& client);
// "session_ended" {"session"}: the tombstone once more, then one message per client.
[[nodiscard]] DeliveryHandler make_session_ended_handler(authn::EndedMessages& sessions,
                                                         oauth::LogoutService& logout);
// "person_ended" {"person"}: sessions and grants.
[[nodiscard]] DeliveryHandler make_person_ended_handler(authn::EndedMessages& sessions,
                                                        oauth::LogoutService& logout);
// "affiliation_ended" {"person"}: the sessions that were made as a civil servant, and all grants:
// which of them rest on the office is not told apart.
[[nodiscard]] DeliveryHandler make_affiliation_ended_handler(authn::EndedMessages& sessions,
                                                             oauth::LogoutService& logout);
// "authenticator_ended".
[[nodiscard]] DeliveryHandler make_authenticator_ended_handler(authn::EndedMessages& sessions);

// "recovery_code": sends codes to a person, if there is one.
[[nodiscard]] DeliveryHandler make_recovery_code_handler(authn::RecoveryService& recovery);
// "gateway_code": a code by text message or push, if the number is known to be settled.
[[nodiscard]] DeliveryHandler make_gateway_code_handler(const crypto::KeyringHolder& keyring,
                                                        authn::CodeGateway& gateway,
                                                        bool unknown_is_settled,
                                                        const Clock& clock);
// "recovered" {"person", "before"}: the sessions made before then, and all grants.
[[nodiscard]] DeliveryHandler make_recovered_handler(authn::SessionService& sessions,
                                                     oauth::LogoutService& logout);

}  // namespace tessera::outbound
