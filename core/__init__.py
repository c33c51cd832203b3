"""Mien without a screen: pictures in, a trained and explained classifier out.

Rooms, from the ground up (each may import only what stands above it in this list):

``errors``, ``files``, ``workspace``, ``processes``, ``weights``
    What everything else stands on.
``dataset``, ``runs``, ``evaluation``
    Pictures and labels; the life of one training; numbers about answers.
    They do not see each other.
``learning``
    Where TensorFlow begins: networks, batches, training, prediction.
``explain``
    Where a network looked.
``training_plan``, ``worker``, ``inference``, ``__main__``
    What joins the rooms: start a training, be one, answer questions, and the command line.
"""
