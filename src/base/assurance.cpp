#include <tessera/base/assurance.hpp>

#include <array>
#include <utility>

namespace tessera {

std::optional<Acr> parse_acr(std::string_view value) {
  for (const auto acr : {Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3}) {
    if (value == to_string(acr)) return acr;
  }
  return std::nullopt;
}

std::string_view to_string(Acr acr) {
  switch (acr) {
    case Acr::none:
      return "";
    case Acr::aal1:
      return kAcrAal1;
    case Acr::aal2:
      return kAcrAal2;
    case Acr::aal2_phr:
      return kAcrAal2Phr;
    case Acr::aal3:
      return kAcrAal3;
  }
  return "";
}

std::optional<Assurance> parse_assurance(std::string_view value) {
  static constexpr std::array<std::pair<std::string_view, Assurance>, 4> kComposite{
      {{kLoaNone, {Acr::aal1, Ial::none}},
       {kLoaLow, {Acr::aal1, Ial::ial1}},
       {kLoaSubstantial, {Acr::aal2, Ial::ial2}},
       {kLoaHigh, {Acr::aal3, Ial::ial3}}}};
  if (const auto acr = parse_acr(value)) return Assurance{*acr, Ial::none};
  for (const auto& [name, assurance] : kComposite) {
    if (value == name) return assurance;
  }
  return std::nullopt;
}

Aal aal_of(Acr acr) {
  switch (acr) {
    case Acr::none:
      return Aal::none;
    case Acr::aal1:
      return Aal::aal1;
    case Acr::aal2:
    case Acr::aal2_phr:
      return Aal::aal2;
    case Acr::aal3:
      return Aal::aal3;
  }
  return Aal::none;
}

}  // namespace tessera
