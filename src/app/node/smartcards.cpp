#include "app/node/smartcards.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include <tessera/codec/url.hpp>

namespace tessera::app {
namespace {

using Words = std::vector<std::string>;

bool contains(const Words& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool all_among(const Words& list, std::initializer_list<std::string_view> words) {
  return std::ranges::all_of(list, [&](const auto& each) { return is_one_of(each, words); });
}

bool is_web_address(const std::string& text) {
  const auto url = codec::parse_url(text);
  return url && (url->scheme == "http" || url->scheme == "https");
}

bool is_dotted(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos &&
         text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos &&
         text.find('.') != std::string_view::npos;
}

// Bindings go by it, and "|" ends it there.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::optional<int> bits_of(const std::string& text) {
  int bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return bits;
}

struct Rule {
  bool broken;
  const char* what;
};

std::vector<Rule> rules_of(const SmartcardSetting& s) {
  const auto bits = bits_of(s.rsa_bits);
  return {
      {!is_name(s.name), "name must be of small letters, digits and hyphens"},
      {s.anchors_file.empty(), "anchors_file must be set"},
      {!authn::CertificateTemplate::parse(s.identifier),
       "identifier must be a template such as {subject.serialNumber} or {issuer}|{serial}"},
      {!is_one_of(s.level, {"aal2", "aal3"}), "level must be aal2 or aal3"},
      {s.populations.empty() || !all_among(s.populations, {"staff", "citizen"}),
       "populations are staff, citizen or both"},
      {!all_among(s.extended_key_usage, {"client_auth", "smartcard_logon"}),
       "extended_key_usage is client_auth, smartcard_logon or both"},
      {!std::ranges::all_of(s.policies, is_dotted), "policies are object identifiers: 1.3.6.1.4"},
      {!bits || *bits < 2048 || *bits > 8192, "rsa_bits must be from 2048 to 8192"},
      {!std::ranges::all_of(
           s.crls,
           [](const auto& each) { return each.starts_with("file:/") || is_web_address(each); }),
       "crls are file:/path, http:// or https://"},
      {!s.ocsp.empty() && !is_web_address(s.ocsp), "ocsp must be an http or https address"},
      {!is_one_of(s.ocsp_nonce, {"offered", "required"}), "ocsp_nonce must be offered or required"},
      {!is_one_of(s.revocation, {"hard", "soft"}), "revocation must be hard or soft"},
      {!parse_duration(s.revocation_grace), "revocation_grace must be a duration such as \"4h\""},
      {parse_duration(s.revocation_keep).value_or(Duration{}) < minutes{1},
       "revocation_keep must be a duration of at least \"1m\""},
      {parse_size(s.crl_size).value_or(0) == 0, "crl_size must be a size such as \"16MB\""},
      {s.revocation != "soft" && s.crls.empty() && s.ocsp.empty() && s.revocation_hosts.empty(),
       "nobody can sign in: revocation is hard and neither crls nor ocsp nor revocation_hosts is "
       "set"},
  };
}

std::string read_file(const std::string& path, const std::string& name) {
  if (path.empty()) return {};
  std::ifstream file(path);
  if (!file) throw std::runtime_error("smartcard " + name + ": " + path + " cannot be read");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

authn::CertificateRealm make_realm(const SmartcardSetting& s) {
  const auto anchors = crypto::TrustAnchors::from_pem(read_file(s.anchors_file, s.name),
                                                      read_file(s.intermediates_file, s.name));
  auto identifier = authn::CertificateTemplate::parse(s.identifier);
  if (!anchors) throw std::runtime_error("smartcard " + s.name + ": " + anchors.error().id);
  if (!identifier) throw std::runtime_error("smartcard " + s.name + ": identifier");
  return {.name = s.name,
          .anchors = *anchors,
          .rules = {.client_auth = contains(s.extended_key_usage, "client_auth"),
                    .smartcard_logon = contains(s.extended_key_usage, "smartcard_logon"),
                    .policies = s.policies,
                    .rsa_bits = bits_of(s.rsa_bits).value_or(2048)},
          .identifier = std::move(*identifier),
          .revocation = {.crls = s.crls,
                         .ocsp = s.ocsp,
                         .hosts = s.revocation_hosts,
                         .nonce_required = s.ocsp_nonce == "required",
                         .soft = s.revocation == "soft",
                         .grace = parse_duration(s.revocation_grace).value_or(Duration{}),
                         .keep = parse_duration(s.revocation_keep).value_or(hours{1}),
                         .crl_bytes = parse_size(s.crl_size).value_or(0)},
          .hardware = s.level == "aal3",
          .citizens = contains(s.populations, "citizen"),
          .staff = contains(s.populations, "staff")};
}

void check_listeners(const Settings& settings, std::vector<std::string>& problems) {
  int readers = 0;
  for (const auto& listener : settings.listeners()) {
    if (!listener.reads_cards()) continue;
    ++readers;
    const auto problem = [&](const std::string& what) {
      problems.push_back(listener.origin + ": listener \"" + listener.name + "\": " + what);
    };
    if (listener.client_certificate != "optional")
      problem(
          "serves = \"smartcards\" needs client_certificate = \"optional\", so that a page can "
          "say what is wrong");
    if (listener.public_url.empty())
      problem("serves = \"smartcards\" needs a public_url of its own");
    if (!listener.client_ca_file.empty())
      problem("client_ca_file is for clients; cards go by [[smartcard]]");
    if (settings.smartcards().empty()) problem("there is no [[smartcard]] table for it");
  }
  if (readers > 1) problems.emplace_back("one listener serves smartcards, not several");
  if (readers == 0 && !settings.smartcards().empty())
    problems.push_back(settings.smartcards().front().origin +
                       ": [[smartcard]] needs a [[listener]] with serves = \"smartcards\"");
}

}  // namespace

std::vector<std::string> check_smartcards(const Settings& settings) {
  std::vector<std::string> problems;
  std::set<std::string> names;
  for (const auto& s : settings.smartcards()) {
    for (const auto& rule : rules_of(s)) {
      if (rule.broken)
        problems.push_back(s.origin + ": smartcard \"" + s.name + "\": " + rule.what);
    }
    if (!names.insert(s.name).second)
      problems.push_back(s.origin + ": smartcard \"" + s.name + "\" is there twice");
  }
  check_listeners(settings, problems);
  return problems;
}

std::vector<authn::CertificateRealm> make_certificate_realms(const Settings& settings) {
  std::vector<authn::CertificateRealm> out;
  for (const auto& s : settings.smartcards()) out.push_back(make_realm(s));
  return out;
}

std::vector<std::string> authority_files(const Settings& settings) {
  std::vector<std::string> out;
  for (const auto& s : settings.smartcards()) {
    out.push_back(s.anchors_file);
    if (!s.intermediates_file.empty()) out.push_back(s.intermediates_file);
  }
  return out;
}

std::string card_url(const Settings& settings) {
  for (const auto& listener : settings.listeners()) {
    if (listener.reads_cards()) return listener.public_url;
  }
  return {};
}

}  // namespace tessera::app
