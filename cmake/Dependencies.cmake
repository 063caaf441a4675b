# Debian packages only; tools/setup installs them and docs/adr/0002 says why each was chosen.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81.0 EXACT CONFIG REQUIRED COMPONENTS url json locale)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(FIDO2 REQUIRED IMPORTED_TARGET libfido2)
pkg_check_modules(QRCODEGEN REQUIRED IMPORTED_TARGET qrcodegencpp)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
find_package(CURL REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)

# What every room may include: Asio's awaitable, Boost.JSON, Boost.URL.
add_library(tessera_third_party INTERFACE)
target_link_libraries(tessera_third_party INTERFACE
  Boost::headers Boost::json Boost::url Threads::Threads OpenSSL::SSL OpenSSL::Crypto)
tessera_pch_init()

# Asio and Beast declare in headers and are compiled here once; the linker takes what a program needs.
add_library(tessera_boost STATIC cmake/boost/asio.cpp cmake/boost/asio_ssl.cpp cmake/boost/beast.cpp)
target_link_libraries(tessera_boost PRIVATE tessera_flags Boost::headers OpenSSL::SSL)
target_link_libraries(tessera_third_party INTERFACE tessera_boost)
