#include <tessera/oauth/portal_list.hpp>

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;
constexpr hours kStep{1};   // the list is stamped with the full hour
constexpr hours kLife{48};  // how long a copy is good

void put_if(json::object& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}

json::array claims_of(const ClientRegistration& r) {
  json::array out;
  for (const auto& claim : r.claims) {
    out.push_back(json::object{
        {"claim", claim.claim}, {"purpose", claim.purpose}, {"legal_basis", claim.legal_basis}});
  }
  return out;
}

json::array redress_of(const ClientRegistration& r) {
  json::array out;
  for (const auto& contact : r.role_contacts) {
    if (contact.role == "redress" || contact.role == "privacy")
      out.push_back(json::object{{"role", contact.role}, {"address", contact.address}});
  }
  return out;
}

json::object portal_of(const Client& client) {
  const auto& r = client.registration;
  json::object out{{"client_id", to_string(client.id)},
                   {"name", r.name},
                   {"owner", r.owner},
                   {"home_uri", r.home_uri},
                   {"claims", claims_of(r)},
                   {"contacts", redress_of(r)}};
  json::object names;
  for (const auto& text : r.texts) put_if(names, text.locale, text.name);
  if (!names.empty()) out["names"] = std::move(names);
  put_if(out, "register_number", r.register_number);
  put_if(out, "policy_uri", r.policy_uri);
  put_if(out, "tos_uri", r.tos_uri);
  put_if(out, "retention", r.retention);
  if (!r.default_acr_values.empty())
    out["acr_values"] = json::array(r.default_acr_values.begin(), r.default_acr_values.end());
  if (r.minimum_ial != Ial::none) out["minimum_ial"] = to_string(r.minimum_ial);
  if (r.minimum_acr != Acr::none) out["minimum_acr"] = to_string(r.minimum_acr);
  json::array signals;
  for (const auto& signal : signals_of(r))
    signals.push_back(json::object{{"event", signal.event}, {"channel", signal.channel}});
  out["signals"] = std::move(signals);
  if (r.expires) out["agreement_ends"] = codec::render_rfc3339(*r.expires);
  if (r.review) out["agreement_review"] = codec::render_rfc3339(*r.review);
  return out;
}

}  // namespace

std::string start_uri(const ClientRegistration& registration, std::string_view issuer) {
  if (registration.initiate_login_uri.empty()) return registration.home_uri;
  // OpenID Connect Core 4: the portal learns from iss where to send the person.
  return codec::with_query(registration.initiate_login_uri, {{"iss", std::string(issuer)}});
}

std::vector<PortalSignal> signals_of(const ClientRegistration& registration) {
  std::vector<PortalSignal> out;
  if (!registration.backchannel_logout_uri.empty())
    out.push_back({"session_ended", "backchannel_logout"});
  if (!registration.frontchannel_logout_uri.empty())
    out.push_back({"session_ended", "frontchannel_logout"});
  return out;
}

Task<std::vector<Client>> PortalList::portals(TimePoint now) {
  const auto snapshot = co_await clients_.current();
  std::vector<Client> out;
  snapshot->visit_after(std::nullopt, [&](const Client& client) {
    const auto& r = client.registration;
    const bool serves = client.status == ClientStatus::approved && (!r.expires || now < *r.expires);
    if (serves && r.listed) out.push_back(client);
    return true;
  });
  std::ranges::sort(out, [](const Client& a, const Client& b) {
    return std::tie(a.registration.name, a.id) < std::tie(b.registration.name, b.id);
  });
  co_return out;
}

Task<std::shared_ptr<const PortalList::Signed>> PortalList::signed_list(TimePoint now) {
  const auto stamp = to_unix(now) / seconds(kStep).count() * seconds(kStep).count();
  json::array portals;
  for (const auto& client : co_await this->portals(now)) portals.push_back(portal_of(client));
  auto payload = json::serialize(json::object{{"iss", issuer_},
                                              {"iat", stamp},
                                              {"exp", stamp + seconds(kLife).count()},
                                              {"portals", std::move(portals)}});
  if (const auto kept = kept_.load(); kept && kept->payload == payload) co_return kept->list;
  const auto digest = crypto::sha256(as_bytes(payload));
  auto made = std::make_shared<const Signed>(
      Signed{.jws = signer_.sign_jwt(crypto::SignAlg::es256, kPortalListType, payload),
             .etag = '"' + codec::to_base64url(digest) + '"'});
  kept_.store(std::make_shared<const Kept>(Kept{std::move(payload), made}));
  co_return made;
}

}  // namespace tessera::oauth
