#include "authn/ceremony/flow_json.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/authn/proof_json.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::authn {
namespace {

boost::json::object render_given(const GivenProof& given) {
  auto o = to_json(given.proof);
  o["c"] = given.counter;
  if (given.backed_up) o["b"] = *given.backed_up;
  return o;
}

std::optional<GivenProof> parse_given(const boost::json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const auto& o = value.get_object();
  const auto proof = parse_proof(o);
  const auto* counter = o.if_contains("c");
  if (!proof || counter == nullptr || !counter->is_int64()) return std::nullopt;
  GivenProof given{.proof = *proof, .counter = counter->get_int64()};
  if (const auto* backed_up = o.if_contains("b"))
    given.backed_up = backed_up->is_bool() && backed_up->get_bool();
  return given;
}

}  // namespace

std::string render_progress(const FlowProgress& progress) {
  boost::json::object o{{"l", progress.login}, {"d", progress.data}};
  if (progress.person) o["p"] = to_string(*progress.person);
  if (progress.session) o["s"] = to_string(*progress.session);
  if (progress.chosen) o["c"] = to_string(*progress.chosen);
  auto& proofs = o["g"].emplace_array();
  for (const auto& given : progress.proofs) proofs.push_back(render_given(given));
  auto& spent = o["x"].emplace_array();
  for (const auto& digest : progress.spent) spent.emplace_back(digest);
  return boost::json::serialize(o);
}

std::optional<FlowProgress> parse_progress(std::string_view text) {
  const auto o = codec::parse_json_object(text);
  if (!o) return std::nullopt;
  const auto* proofs = o->if_contains("g");
  const auto* spent = o->if_contains("x");
  const auto* data = o->if_contains("d");
  if (proofs == nullptr || !proofs->is_array() || spent == nullptr || !spent->is_array() ||
      data == nullptr || !data->is_object()) {
    return std::nullopt;
  }
  FlowProgress progress{.person = parse_uuid(codec::text_of(*o, "p")),
                        .login = codec::text_of(*o, "l"),
                        .session = parse_uuid(codec::text_of(*o, "s")),
                        .chosen = parse_method(codec::text_of(*o, "c")),
                        .data = data->get_object()};
  for (const auto& each : proofs->get_array()) {
    auto given = parse_given(each);
    if (!given) return std::nullopt;
    progress.proofs.push_back(std::move(*given));
  }
  for (const auto& each : spent->get_array()) {
    if (each.is_string()) progress.spent.emplace_back(each.get_string());
  }
  return progress;
}

}  // namespace tessera::authn
