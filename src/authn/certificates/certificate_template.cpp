#include <tessera/authn/certificate_template.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::authn {
namespace {

constexpr std::string_view kBetween = ":|/#+ ";
constexpr std::string_view kSubject = "subject.";

std::unexpected<Error> malformed(std::string_view what) {
  return fail(Errc::invalid, "template.malformed", {}, std::string(what));
}

// None of kBetween stays as it is.
std::string encode(std::string_view value) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view("-._@").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

std::vector<std::string> in_lower_case(std::vector<std::string> values) {
  for (auto& value : values) {
    std::ranges::transform(value, value.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
  }
  return values;
}

}  // namespace

Result<CertificateTemplate::Part> CertificateTemplate::parse_placeholder(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Source>, 6> kPlain{{{"email", Source::email},
                                                                       {"upn", Source::upn},
                                                                       {"uri", Source::uri},
                                                                       {"issuer", Source::issuer},
                                                                       {"serial", Source::serial},
                                                                       {"key", Source::key}}};
  for (const auto& [name, source] : kPlain) {
    if (word == name) return Part{source, {}};
  }
  if (!word.starts_with(kSubject)) return malformed(word);
  auto type = crypto::name_attribute_type(word.substr(kSubject.size()));
  if (type.empty()) return malformed(word);
  return Part{Source::subject, std::move(type)};
}

Result<CertificateTemplate> CertificateTemplate::parse(std::string_view text) {
  CertificateTemplate out;
  out.text_ = text;
  bool named = false;
  while (!text.empty()) {
    const auto open = std::min(text.find('{'), text.size());
    const auto between = text.substr(0, open);
    if (between.find_first_not_of(kBetween) != std::string_view::npos) return malformed(between);
    if (!between.empty()) out.parts_.push_back({Source::literal, std::string(between)});
    text.remove_prefix(open);
    if (text.empty()) break;
    const auto close = text.find('}');
    if (close == std::string_view::npos) return malformed(text);
    auto part = parse_placeholder(text.substr(1, close - 1));
    if (!part) return std::unexpected(part.error());
    out.parts_.push_back(std::move(*part));
    named = true;
    text.remove_prefix(close + 1);
  }
  // Values that touch could be cut in two ways.
  const auto touch = std::ranges::adjacent_find(out.parts_, [](const Part& a, const Part& b) {
    return a.source != Source::literal && b.source != Source::literal;
  });
  if (!named || touch != out.parts_.end()) return malformed(out.text_);
  return out;
}

std::vector<std::string> CertificateTemplate::values_of(const Part& part,
                                                        const crypto::X509Facts& facts) {
  std::vector<std::string> out;
  switch (part.source) {
    case Source::literal:
      break;
    case Source::subject:
      for (const auto& each : facts.subject) {
        if (each.type == part.text) out.push_back(each.value);
      }
      break;
    case Source::email:
      return in_lower_case(facts.email);
    case Source::upn:
      return in_lower_case(facts.upn);
    case Source::uri:
      return facts.uri;
    case Source::issuer:
      return {facts.issuer_dn};
    case Source::serial:
      return {crypto::to_text(facts.serial)};
    case Source::key:
      return {to_hex(facts.spki)};
  }
  return out;
}

Result<std::string> CertificateTemplate::render(const crypto::X509Facts& facts) const {
  std::string out;
  for (const auto& part : parts_) {
    if (part.source == Source::literal) {
      out += part.text;
      continue;
    }
    const auto values = values_of(part, facts);
    if (values.size() != 1 || values.front().empty())
      return fail(Errc::forbidden, "certificate.no_identifier", {}, text_);
    out += encode(values.front());
  }
  return out;
}

bool CertificateTemplate::names_one_certificate() const {
  return std::ranges::any_of(parts_, [](const Part& part) {
    return part.source == Source::serial || part.source == Source::key;
  });
}

}  // namespace tessera::authn
