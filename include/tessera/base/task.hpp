// The one coroutine type. A task runs on the io thread that spawned it and resumes there.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace tessera {

template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace tessera
