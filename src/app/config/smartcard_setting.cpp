#include "app/config/smartcard_setting.hpp"

#include <algorithm>
#include <array>

namespace tessera::app {
namespace {

using S = SmartcardSetting;

constexpr SmartcardKey text(std::string_view key, std::string S::* member, std::string_view help) {
  return {.key = key, .help = help, .text = member};
}
constexpr SmartcardKey list(std::string_view key, std::vector<std::string> S::* member,
                            std::string_view help) {
  return {.key = key, .help = help, .list = member};
}

constexpr std::array kKeys{
    text("name", &S::name, "Name of the kind of card; never changed, bindings go by it."),
    text("anchors_file", &S::anchors_file, "PEM: the authorities that are believed."),
    text("intermediates_file", &S::intermediates_file,
         "PEM: authorities between them and the cards."),
    text("identifier", &S::identifier,
         "What names the person: {subject.serialNumber}, {upn}, {email}, {uri}, {issuer}|{serial}, "
         "{key}."),
    text("level", &S::level, "aal2 (phishing-resistant), or aal3: keys that cannot be copied."),
    list("populations", &S::populations, "staff, citizen: who may have such a card."),
    list("extended_key_usage", &S::extended_key_usage,
         "client_auth, smartcard_logon: what has to stand in the certificate."),
    list("policies", &S::policies, "Certificate policies, one of which has to hold; none: any."),
    text("rsa_bits", &S::rsa_bits, "Shortest RSA key."),
    list("crls", &S::crls, "Revocation lists: file:/path, http:// or https://."),
    text("ocsp", &S::ocsp, "Address of the OCSP responder."),
    text("ocsp_nonce", &S::ocsp_nonce, "offered, or required in every answer."),
    list("revocation_hosts", &S::revocation_hosts,
         "Hosts to which addresses in certificates are followed."),
    text("revocation", &S::revocation,
         "hard: without an answer nobody is let in. soft: he is, and it is logged."),
    text("revocation_grace", &S::revocation_grace, "How long an answer counts beyond its own end."),
    text("revocation_keep", &S::revocation_keep, "After this an answer is asked for anew."),
    text("crl_size", &S::crl_size, "Largest revocation list."),
};

}  // namespace

std::span<const SmartcardKey> smartcard_keys() {
  return kKeys;
}

const SmartcardKey* find_smartcard_key(std::string_view key) {
  const auto* found = std::ranges::find(kKeys, key, &SmartcardKey::key);
  return found == kKeys.end() ? nullptr : found;
}

}  // namespace tessera::app
