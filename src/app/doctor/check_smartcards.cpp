#include <fstream>
#include <sstream>
#include <stdexcept>

#include <tessera/crypto/crl.hpp>

#include "app/doctor/checks.hpp"
#include "app/node/smartcards.hpp"

namespace tessera::app {
namespace {

using Level = Finding::Level;
constexpr auto kRenewWithin = days(60);
constexpr std::string_view kFile = "file:";

Finding authority_of(const std::string& name, const crypto::AuthorityFacts& authority,
                     TimePoint now) {
  const auto who = name + authority.subject;
  if (authority.not_after <= now) {
    return {authority.anchor ? Level::fault : Level::warning, who + " is out of force",
            "get its successor into anchors_file or intermediates_file; its cards are refused"};
  }
  if (authority.not_after - now < kRenewWithin)
    return {Level::warning, who + " ends within 60 days", "add its successor beside it"};
  return {Level::fine, who + " is in force", ""};
}

// Whose it is, is known by trying: a list names its issuer, and its signature proves it.
Finding list_of(const std::string& name, const std::string& path,
                const crypto::TrustAnchors& anchors, TimePoint now) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return {Level::fault, name + path + " cannot be read", "correct crls, or install the list"};
  std::stringstream text;
  text << file.rdbuf();
  std::string why = "crl.other_issuer";
  for (const auto& issuer : anchors.authorities()) {
    const auto crl = crypto::read_crl(as_bytes(text.str()), issuer, now);
    if (!crl && crl.error().id != "crl.other_issuer") why = crl.error().id;
    if (!crl) continue;
    if (crl->next_update <= now)
      return {Level::fault,
              name + path +
                  " is out of date: its cards are refused after "
                  "revocation_grace",
              "renew it; whatever fetches it has stopped"};
    return {Level::fine, name + path + " is in force", ""};
  }
  return {Level::fault, name + path + " is no list of a configured authority (" + why + ")",
          "take the list of the authority that issues the cards"};
}

}  // namespace

Findings check_smartcard_files(const Settings& settings, TimePoint now) {
  Findings findings;
  std::vector<authn::CertificateRealm> realms;
  try {
    realms = make_certificate_realms(settings);
  } catch (const std::runtime_error& error) {
    return {
        {Level::fault, error.what(), "install the authorities as PEM files of CA certificates"}};
  }
  for (const auto& realm : realms) {
    const auto name = "smartcard " + realm.name + ": ";
    for (const auto& authority : realm.anchors.list())
      findings.push_back(authority_of(name, authority, now));
    for (const auto& crl : realm.revocation.crls) {
      if (crl.starts_with(kFile))
        findings.push_back(list_of(name, crl.substr(kFile.size()), realm.anchors, now));
    }
    if (realm.revocation.soft) {
      findings.push_back({Level::warning, name + "who cannot be checked for revocation is let in",
                          "set revocation = \"hard\""});
    }
  }
  return findings;
}

}  // namespace tessera::app
