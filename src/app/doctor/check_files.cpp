#include <sys/stat.h>
#include <unistd.h>

#include <tessera/codec/url.hpp>
#include <tessera/crypto/certificate.hpp>

#include "app/doctor/checks.hpp"

namespace tessera::app {
namespace {

using Level = Finding::Level;
constexpr auto kRenewWithin = days(21);

Finding private_file(const std::string& key, const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) {
    return {Level::fault,
            key + ": " + path + " does not exist or its folder is closed to this user",
            "create the file, or correct " + key};
  }
  if ((info.st_mode & 0077) != 0) {
    return {Level::fault, key + ": " + path + " can be read by others than its owner",
            "chmod 0600 " + path};
  }
  if (access(path.c_str(), R_OK) != 0) {
    return {Level::fault, key + ": " + path + " cannot be read by this user",
            "chown it to the user that runs tessera"};
  }
  return {Level::fine, key + ": " + path + " is private", ""};
}

Finding certificate_of(const ListenerSetting& listener, const std::string& host, TimePoint now) {
  const std::string name = "listener " + listener.name + ": ";
  const auto facts =
      crypto::read_certificate_facts(listener.certificate_file, listener.private_key_file);
  if (!facts)
    return {Level::fault, name + facts.error().text,
            "install a certificate chain and its key in PEM form"};
  if (!facts->matches_key) {
    return {Level::fault, name + "certificate and private key do not belong together",
            "check certificate_file and private_key_file; the leaf certificate must come first"};
  }
  if (facts->not_after <= now)
    return {Level::fault, name + "the certificate has expired",
            "renew it, then systemctl reload tessera"};
  if (!crypto::certificate_names_host(listener.certificate_file, host)) {
    return {
        Level::warning, name + "the certificate does not name " + host,
        "get one for the host of server.public_url, unless a proxy ends TLS before this listener"};
  }
  if (facts->not_after - now < kRenewWithin) {
    return {Level::warning, name + "the certificate expires within three weeks",
            "renew it, then systemctl reload tessera"};
  }
  return {Level::fine, name + "certificate is valid for " + host, ""};
}

}  // namespace

Findings check_public_url(const Settings& settings) {
  const auto& text = settings.text("server.public_url");
  const auto url = codec::parse_url(text);
  if (text.empty())
    return {{Level::fault, "server.public_url is not set",
             "set it to the https address that browsers use"}};
  if (!url || url->scheme != "https") {
    return {{Level::fault, "server.public_url is not an https URL",
             "write it as https://login.example.gov"}};
  }
  if (text.ends_with('/')) {
    return {{Level::fault, "server.public_url ends with a slash",
             "remove it: the issuer is compared byte for byte"}};
  }
  return {{Level::fine, "server.public_url is " + text, ""}};
}

Findings check_certificates(const Settings& settings, TimePoint now) {
  Findings findings;
  const auto url = codec::parse_url(settings.text("server.public_url"));
  for (const auto& listener : settings.listeners()) {
    if (listener.tls) findings.push_back(certificate_of(listener, url ? url->host : "", now));
  }
  if (settings.listeners().empty()) {
    findings.push_back(
        {Level::fault, "no listener is configured", "add a [[listener]] with an address"});
  }
  return findings;
}

Findings check_permissions(const Settings& settings) {
  Findings findings{private_file("keys.master_key_file", settings.text("keys.master_key_file"))};
  for (const auto& listener : settings.listeners()) {
    if (listener.tls)
      findings.push_back(private_file("listener " + listener.name, listener.private_key_file));
  }
  return findings;
}

Findings check_mail(const Settings& settings) {
  if (settings.text("mail.transport") == "folder") {
    return {{Level::warning, "mail goes to a folder",
             "set mail.transport = \"smtp\" and mail.smtp_url"}};
  }
  if (settings.text("mail.smtp_url").empty() || settings.text("mail.from").empty()) {
    return {{Level::fault, "no mail can be sent", "set mail.smtp_url and mail.from"}};
  }
  return {{Level::fine, "mail goes through " + settings.text("mail.smtp_url"), ""}};
}

}  // namespace tessera::app
