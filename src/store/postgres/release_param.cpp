#include "store/postgres/release_param.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "store/postgres/literal.hpp"

namespace tessera::store::postgres {

Param release_param(std::span<const privacy::NewRelease> releases) {
  boost::json::array out;
  for (const auto& release : releases) {
    boost::json::array claims;
    for (const auto& claim : release.claims) claims.emplace_back(claim);
    out.push_back(boost::json::object{{"id", to_string(release.id)},
                                      {"person", to_string(release.person)},
                                      {"client", to_string(release.client)},
                                      {"claims", std::move(claims)},
                                      {"purpose", release.purpose},
                                      {"channel", release.channel},
                                      {"time", render_timestamptz(release.time)}});
  }
  return Param(boost::json::serialize(out));
}

}  // namespace tessera::store::postgres
